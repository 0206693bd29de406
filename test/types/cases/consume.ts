import type { TypeCases } from "../type-case.js";

export const consumeCases: TypeCases = {
  topic: "a consumer",
  given: `import type { Broker } from "@insaka/runtime";
import { communicationsConsumer, creditBureauConsumer } from "@intellifin/contracts";
import * as build2 from "build-2";
declare const broker: Broker;
function rest(): void {}`,
  cases: [
    {
      what: "a missing handler",
      refused: "build2.billingConsumer(broker, { handlers: { parcelReturned() {} } });",
      says: "Property 'parcelShipped' is missing in type '{ parcelReturned(): void; }' but required in type 'Handlers<BillingReceives>'.",
      allowed: "build2.billingConsumer(broker, { handlers: { parcelReturned() {}, parcelShipped() {} } });",
    },
    {
      what: "a handler for what is not received",
      refused:
        "build2.billingConsumer(broker, { handlers: { parcelReturned() {}, parcelShipped() {}, parcelLost() {} } });",
      says: "Object literal may only specify known properties, and 'parcelLost' does not exist in type 'Handlers<BillingReceives>'.",
      allowed: "build2.billingConsumer(broker, { handlers: { parcelReturned() {}, parcelShipped() {} } });",
    },
    {
      what: "a retry step that the document does not declare",
      refused:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ retryLater }) { throw retryLater("7s"); } } });',
      says: 'Argument of type \'"7s"\' is not assignable to parameter of type \'"1s" | "2s" | undefined\'.',
      allowed:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ retryLater }) { throw retryLater("2s"); } } });',
    },
    {
      what: "a throttling step that the document does not declare",
      refused:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ throttled }) { throw throttled("7s"); } } });',
      says: 'Argument of type \'"7s"\' is not assignable to parameter of type \'"1s" | "2s"\'.',
      allowed:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ throttled }) { throw throttled("1s"); } } });',
    },
    {
      what: "the shape of an older version than the one that is read",
      refused:
        "build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ payload }) { payload.weight.toFixed(); } } });",
      says: "Property 'weight' does not exist on type 'ParcelShippedV2'.",
      allowed:
        "build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ payload }) { payload.kilograms.toFixed(); } } });",
    },
    {
      what: "a changed payload",
      refused:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ payload }) { payload.parcelId = "P-2"; } } });',
      says: "Cannot assign to 'parcelId' because it is a read-only property.",
      allowed:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped({ payload }) { ({ ...payload, parcelId: "P-2" }); } } });',
    },
    {
      what: "an order by a property that the payload does not have",
      refused:
        "build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped: { orderBy: (payload) => payload.parcel, handle: async ({ payload }) => { payload.parcelId.trim(); } } } });",
      says: "Property 'parcel' does not exist on type 'ParcelShippedV2'. Did you mean 'parcelId'?",
      allowed:
        "build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped: { orderBy: (payload) => payload.parcelId, concurrency: 8, handle: async ({ payload }) => { payload.parcelId.trim(); } } } });",
    },
    {
      what: "the shape of an older version in a batch",
      refused:
        "build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped: { batch: { size: 5, waitMs: 10, handle: async (deliveries) => { for (const { payload } of deliveries) payload.weight.toFixed(); } } } } });",
      says: "Property 'weight' does not exist on type 'ParcelShippedV2'.",
      allowed:
        'build2.billingConsumer(broker, { handlers: { parcelReturned: rest, parcelShipped: { batch: { size: 5, waitMs: 10, handle: async (deliveries) => { for (const { payload, fail, retryLater } of deliveries) if (payload.kilograms > 9) fail(retryLater("2s")); } } } } });',
    },
  ],
};
