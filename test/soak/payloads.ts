import { newMessageId } from "@insaka/runtime";
import type { SubmitLoanApplication } from "@intellifin/contracts";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

/** An application of a person who does not exist. */
export function application(): SubmitLoanApplication {
  return {
    applicationId: newMessageId(),
    clientId: newMessageId(),
    applicant: { givenName: "Mwila", familyName: "Banda", nrc: "123456/10/1", phone: "+260971234567" },
    principal: zmw("12500.00"),
    termMonths: 12,
    purpose: "education",
    employment: { employer: "Ministry of Education", employeeNumber: "20114873", netPay: zmw("9840.35") },
    payout: { kind: "bank-account", institution: "Bank of the Copperbelt", number: "0040011223344" },
    consentId: newMessageId(),
    submittedAt: "2026-03-02T08:40:00+02:00",
  };
}

/** One event in so many is retried once, goes to the dead letters, comes with a request. Both loads do the same. */
export const ONE_IN = { retry: 20, deadLetter: 100, request: 10 } as const;
