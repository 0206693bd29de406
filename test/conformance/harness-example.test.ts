import { Reject } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import {
  communicationsConsumer,
  communicationsPublisher,
  LoanApproved,
  loanOriginationPublisher,
  NotificationSent,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { idleCommunications } from "../support/idle-handlers.js";
import { LOAN_APPROVED } from "../support/samples.js";

/** What somebody who writes the handlers of communications tests: these are the handlers. */
function handlers(send: ReturnType<typeof communicationsPublisher>) {
  return {
    ...idleCommunications,
    async loanApproved({ payload }: { readonly payload: typeof LOAN_APPROVED }) {
      if (payload.principal.currency !== "ZMW") throw new Reject("kwacha only");
      await send.notificationSent({
        notificationId: payload.loanId,
        applicationId: payload.applicationId,
        channel: "sms",
        template: "loan-approved",
        sentTo: payload.phone,
      });
    },
  };
}

test("an approval is told to the applicant", async () => {
  const t = createTestBroker({ definitions });
  const broker = await t.connect("communications");
  await communicationsConsumer(broker, { handlers: handlers(communicationsPublisher(broker)) });
  await loanOriginationPublisher(await t.connect("loan-origination")).loanApproved(LOAN_APPROVED);
  await t.handled.next(LoanApproved, { by: "communications" });
  const { payload } = await t.published.next(NotificationSent);
  expect(payload).toMatchObject({ template: "loan-approved", sentTo: LOAN_APPROVED.phone });
  await t.close();
});

test("an approval in dollars is a dead letter", async () => {
  const t = createTestBroker({ definitions });
  const broker = await t.connect("communications");
  await communicationsConsumer(broker, { handlers: handlers(communicationsPublisher(broker)) });
  const principal = { amount: "10.00", currency: "USD" } as const;
  await loanOriginationPublisher(await t.connect("loan-origination")).loanApproved({ ...LOAN_APPROVED, principal });
  expect(await t.deadLettered.next(LoanApproved)).toMatchObject({ reason: "kwacha only", by: "communications" });
  expect(t.published.all(NotificationSent)).toEqual([]);
  await t.close();
});
