import type { Applicant } from "@intellifin/contracts";
import type { Check } from "../scenario.js";
import type { Stage } from "../stage.js";

/** Submits an application and waits until loan-origination knows that the applicant was told of the decision. */
export async function apply(stage: Stage, applicant: Applicant, amount: string): Promise<string> {
  const id = await stage.loanOrigination.submit({
    applicant,
    principal: { amount, currency: "ZMW" },
    termMonths: 12,
    purpose: "education",
  });
  return id;
}

/** Waits for the end of an application's way. */
export async function outcome(
  stage: Stage,
  applicationId: string,
  expected: "approved" | "rejected",
): Promise<readonly Check[]> {
  const isTold = (): boolean => stage.loanOrigination.application(applicationId)?.told === true;
  await stage.log.settled(
    "the notification of the decision",
    (event) => event.message === "NotificationSent" && event.outcome === "ack" && isTold(),
  );
  const application = stage.loanOrigination.application(applicationId);
  return [
    { what: `the application is ${expected}`, ok: application?.status === expected },
    { what: "the applicant has been told", ok: application?.told === true },
  ];
}
