import { newMessageId } from "@insaka/runtime";
import type { LoanDisbursed } from "@intellifin/contracts";
import type { SubmitResult } from "../../api-gateway/start-api-gateway.js";
import type { LoanApplication } from "../../loan-origination/loan-application.js";
import type { Settled } from "../event-log.js";
import type { Person } from "../people.js";
import type { Stage } from "../stage.js";

/** A client as the lender knows them once they may apply. */
export interface Enrolled {
  readonly clientId: string;
  readonly consentId: string;
}

/** Registers a person, establishes who they are, and takes their consents; they may apply when this resolves. */
export async function enrol(stage: Stage, { name, client }: Person): Promise<Enrolled> {
  await stage.scene(`${name} registers at the branch, shows her card, and allows a credit report`);
  const clientId = await stage.clientManagement.register(client);
  const { verificationId } = await stage.clientManagement.verifyKyc(clientId);
  const consentId = await stage.clientManagement.grantConsent(clientId, "credit-report");
  await stage.clientManagement.grantConsent(clientId, "payroll-deduction");
  await handled(stage, "loan-origination.client-kyc-verified", verificationId);
  await stage.log.until("the client's account", () => stage.clientManagement.client(clientId)?.userId);
  return { clientId, consentId };
}

/** Hands an application in at the first gateway, with a session open at both; resolves with the reply. */
export async function apply(
  stage: Stage,
  { name, client, employment, payout }: Person,
  { clientId, consentId }: Enrolled,
  [amount, termMonths]: readonly [amount: string, termMonths: number],
): Promise<SubmitResult> {
  await stage.scene(`${name} asks for ZMW ${amount} over ${termMonths} months`);
  const { givenName, familyName, nrc } = client.person;
  const applicationId = newMessageId();
  for (const { sessions } of stage.gateways)
    if (!sessions.has(clientId)) sessions.open(clientId).follow(applicationId);
    else sessions.follow(clientId, applicationId);
  const request = {
    clientId,
    applicant: { givenName, familyName, nrc, phone: client.phone },
    principal: { amount, currency: "ZMW" },
    termMonths,
    purpose: "education",
    employment,
    payout,
    consentId,
  } as const;
  return await stage.gateways[0].submit(request, { applicationId });
}

/** Waits until an applicant is known to have been told of the decision. */
export function decided(stage: Stage, { applicationId }: SubmitResult): Promise<LoanApplication> {
  return stage.log.until("the notification of the decision", () => {
    const application = stage.loanOrigination.application(applicationId);
    return application?.told === true && application;
  });
}

/** Waits until a loan has been paid out and everybody who must know of it does. */
export async function disbursed(stage: Stage, result: SubmitResult): Promise<LoanDisbursed> {
  await decided(stage, result);
  const loan = await stage.log.until(
    "the disbursement",
    () => stage.loanOrigination.application(result.applicationId)?.disbursement,
  );
  await stage.log.until(
    "the loan at those who work with it",
    () =>
      stage.collections.loan(loan.loanId) !== undefined &&
      entriesOf(stage, loan.loanId).length > 0 &&
      stage.gateways.every(({ sessions }) =>
        sessions.pushed.some((push) => push.what === "loan-disbursed" && push.loanId === loan.loanId),
      ),
  );
  return loan;
}

/** Waits until a message has been handled from a queue. */
export function handled(stage: Stage, queue: string, messageId: string): Promise<Settled> {
  return stage.log.settled(
    `the handling of ${messageId} from ${queue}`,
    (event) => event.queue === queue && event.messageId === messageId && event.outcome === "ack",
  );
}

/** The journal entries of a loan. */
export function entriesOf(stage: Stage, loanId: string): Stage["generalLedger"]["entries"] {
  return stage.generalLedger.entries.filter((entry) => entry.loanId === loanId);
}
