import { newMessageId } from "@insaka/runtime";
import { type DeadLetter, listDeadLetters, type ReplayReport, replayDeadLetters } from "@insaka/runtime/dead-letters";
import { communicationsConsumer } from "@intellifin/contracts";
import type { Check, Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { handled } from "./steps.js";

const QUEUE = "communications.loan-approved";
const ROUTE = { exchange: "loan-origination", routingKey: "loan.approved", type: "LoanApproved", version: 1 };
const PHONE = "+260979876543";

/** What cannot be read is a dead letter and stays one. What a faulty release refused is replayed to the mended one. */
export const malformed: Scenario = {
  name: "malformed",
  title: "Malformed messages become dead letters; what a fault refused is replayed after the fix, byte for byte",
  play: async (stage) => [...(await truncated(stage)), ...(await refusedByFault(stage))],
};

async function truncated(stage: Stage): Promise<readonly Check[]> {
  await stage.scene("Somebody types a message by hand and cuts it short");
  const body = '{ "loanId": "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03", "amount": ';
  const { letter, reason } = await dies(stage, body);
  return [
    { what: "the reason is not-json", ok: reason === "not-json" && letter?.reason === "not-json" },
    { what: `it lies in ${QUEUE}.dlq, unchanged`, ok: letter?.body?.toString() === body },
    { what: "its replay is not offered: the same bytes cannot be read", ok: letter?.offered === false },
  ];
}

async function refusedByFault(stage: Stage): Promise<readonly Check[]> {
  await stage.scene(
    "Release 1.3 of communications runs: its pattern for registration numbers knows citizens only, not residents",
  );
  await stage.deployCommunications("1.3");
  // Spaces and the order of names are the sender's own: whoever reads and writes it again would change them.
  const body = `{"phone":"${PHONE}",  "nrc":"678901/10/2", "amount":2750.5, "loanId":"${newMessageId()}", "applicationId":"${newMessageId()}"}`;
  const { messageId, letter, reason } = await dies(stage, body);
  await stage.scene("The mended release is deployed, and an operator replays the letter");
  await stage.deployCommunications("current");
  const report = await replay(stage, messageId);
  await handled(stage, QUEUE, messageId);
  const left = await find(stage, messageId);
  return [
    { what: "release 1.3 refuses a resident's number, by its schema", ok: reason === "schema" },
    { what: "the letter holds the very bytes that were sent", ok: letter?.body?.toString() === body },
    { what: "an operator replays that one letter", ok: report.replayed === 1 && report.failed.length === 0 },
    { what: "the mended release handles it, and the letter is gone", ok: left === undefined },
    { what: "the borrower is told", ok: stage.sms.textsTo(PHONE).some((text) => text.includes("2750.50")) },
  ];
}

/** Sends a body past every client, and waits for its dead letter. */
async function dies(
  stage: Stage,
  body: string,
): Promise<{
  readonly messageId: string;
  readonly reason: string | undefined;
  readonly letter: DeadLetter | undefined;
}> {
  const messageId = newMessageId();
  await stage.publishRaw({ ...ROUTE, body, messageId });
  const { reason } = await stage.log.settled(
    "the dead letter",
    (event) => event.queue === QUEUE && event.messageId === messageId && event.outcome === "dead-letter",
  );
  return { messageId, reason, letter: await find(stage, messageId) };
}

function find(stage: Stage, messageId: string): Promise<DeadLetter | undefined> {
  return stage.asOperator(async (broker) => {
    const letters = await listDeadLetters(broker, QUEUE, { reads: communicationsConsumer, withBody: true });
    return letters.find((letter) => letter.messageId === messageId);
  });
}

function replay(stage: Stage, messageId: string): Promise<ReplayReport> {
  return stage.asOperator((broker) => replayDeadLetters(broker, QUEUE, (letter) => letter.messageId === messageId));
}
