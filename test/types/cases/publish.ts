import type { TypeCases } from "../type-case.js";

const LOAN = 'loanId: "l", applicationId: "a", phone: "+260971234567"';

export const publishCases: TypeCases = {
  topic: "a publisher",
  given: `import type { Broker } from "@insaka/runtime";
import type { LoanApproved } from "@intellifin/contracts";
import { communicationsPublisher, loanOriginationPublisher } from "@intellifin/contracts";
import * as build2 from "build-2";
import * as build3 from "build-3";
declare const broker: Broker;
declare const loan: LoanApproved;
declare const report: Parameters<ReturnType<typeof communicationsPublisher>["notificationSent"]>[0];`,
  cases: [
    {
      what: "the shape of an old version",
      refused: `loanOriginationPublisher(broker).loanApproved({ ${LOAN}, amount: 12500.5 });`,
      says: "Object literal may only specify known properties, and 'amount' does not exist in type 'LoanApprovedV2'.",
      allowed: `loanOriginationPublisher(broker).loanApproved({ ${LOAN}, principal: { amount: "12500.50", currency: "ZMW" } });`,
    },
    {
      what: "the shape of a draft of a message that has a current version",
      refused: 'build2.warehousePublisher(broker).parcelShipped({ parcelId: "P-1", kilograms: 2.5 });',
      says: "Object literal may only specify known properties, and 'kilograms' does not exist in type 'ParcelShippedV1'.",
      allowed: 'build3.warehousePublisher(broker).parcelShipped({ parcelId: "P-1", kilograms: 2.5 });',
    },
    {
      what: "a message with drafts only",
      refused: 'build2.warehousePublisher(broker).parcelReturned({ parcelId: "P-1" });',
      says: "Property 'parcelReturned' does not exist on type 'Publisher<WarehouseSends>'.",
      allowed: 'build2.warehousePublisher(broker).parcelShipped({ parcelId: "P-1", weight: 2.5 });',
    },
    {
      what: "a message that nobody has described",
      refused: "loanOriginationPublisher(broker).loanForgiven(loan);",
      says: "Property 'loanForgiven' does not exist on type 'Publisher<LoanOriginationSends>'.",
      allowed: "loanOriginationPublisher(broker).loanApproved(loan);",
    },
    {
      what: "a message of another service",
      refused: "communicationsPublisher(broker).loanApproved(loan);",
      says: "Property 'loanApproved' does not exist on type 'Publisher<CommunicationsSends>'.",
      allowed: "communicationsPublisher(broker).notificationSent(report);",
    },
    {
      what: "a number for money",
      refused: `loanOriginationPublisher(broker).loanApproved({ ${LOAN}, principal: { amount: 12500.5, currency: "ZMW" } });`,
      says: "Type 'number' is not assignable to type 'string'.",
      allowed: `loanOriginationPublisher(broker).loanApproved({ ${LOAN}, principal: { amount: "12500.50", currency: "ZMW" } });`,
    },
    {
      what: "a payload that lacks a property",
      refused: 'loanOriginationPublisher(broker).loanRejected({ applicationId: "a", phone: "+260971234567" });',
      says: "Property 'reason' is missing in type '{ applicationId: string; phone: string; }' but required in type 'LoanRejectedV1'.",
      allowed:
        'loanOriginationPublisher(broker).loanRejected({ applicationId: "a", phone: "+260971234567", reason: "score-too-low" });',
    },
    {
      what: "an enumeration's value that it does not have",
      refused:
        'loanOriginationPublisher(broker).loanRejected({ applicationId: "a", phone: "+260971234567", reason: "too-young" });',
      says: 'Type \'"too-young"\' is not assignable to type \'"amount-too-high" | "no-credit-record" | "score-too-low"\'.',
      allowed:
        'loanOriginationPublisher(broker).loanRejected({ applicationId: "a", phone: "+260971234567", reason: "score-too-low" });',
    },
  ],
};
