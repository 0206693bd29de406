import type { Duplex } from "node:stream";
import { creditBureauConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { connect as amqplib } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { connected, eventually, lendingHost } from "../support/contracts.js";
import { idleCreditBureau } from "../support/idle-handlers.js";
import { CREDIT_REPORT_REQUESTED } from "../support/samples.js";

const QUEUE = "credit-bureau.credit-report-requested";
const DEAD = `${QUEUE}.dlq`;

/** A message whose header table is nested so deep that no recursive codec can write or read it, as frames on channel 1. */
function nestedFrames(queue: string, depth: number): Buffer {
  const frame = (type: number, payload: Buffer): Buffer => {
    const head = Buffer.from([type, 0, 1, 0, 0, 0, 0]);
    head.writeUInt32BE(payload.length, 3);
    return Buffer.concat([head, payload, Buffer.from([0xce])]);
  };
  // From the outside in: each level is a length, the key "a" and the type of a table.
  const table = Buffer.alloc(4 + 7 * depth);
  for (let level = 0; level <= depth; level += 1) {
    table.writeUInt32BE(7 * (depth - level), 7 * level);
    if (level < depth) table.write("\u0001aF", 7 * level + 4, "latin1");
  }
  const publish = [Buffer.from([0, 60, 0, 40, 0, 0, 0, queue.length]), Buffer.from(queue), Buffer.from([0])];
  const header = [Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x20, 0]), table];
  return Buffer.concat([
    frame(1, Buffer.concat(publish)),
    frame(2, Buffer.concat(header)),
    frame(3, Buffer.from("{}")),
  ]);
}

test("a message whose headers overflow the decoder is a dead letter by itself, and costs neither connection nor neighbours", async () => {
  const host = await lendingHost();
  const handled: number[] = [];
  const { broker, told } = await connected(host, "credit-bureau");
  await creditBureauConsumer(broker, {
    handlers: { ...idleCreditBureau, creditReportRequested: ({ envelope }) => void handled.push(envelope.attempt) },
  });
  const operator = await amqplib(host.adminUrl);
  onTestFinished(() => operator.close());
  await operator.createChannel();
  const { stream } = operator.connection as unknown as { readonly stream: Duplex };
  stream.write(nestedFrames(QUEUE, 9_000));
  await told.until((events) =>
    events.find((event) => event.type === "subscription" && event.reason?.includes("cannot be read")),
  );
  const origination = await connected(host, "loan-origination");
  const { messageId } = await loanOriginationPublisher(origination.broker).creditReportRequested(
    CREDIT_REPORT_REQUESTED,
  );
  await told.settled({ messageId, outcome: "ack" });
  expect(handled).toEqual([1]);
  expect(told.events.filter((event) => event.type === "connection" && event.state === "lost")).toEqual([]);
  await eventually(async () => (await host.management.getMessages(DEAD, 1, { keep: true })).length === 1);
});
