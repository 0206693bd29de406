import type { Duplex } from "node:stream";
import type { VirtualHost } from "@insaka/broker";
import type { RuntimeEvent } from "@insaka/runtime";
import { creditBureauConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { connect as amqplib } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import type { Told } from "../support/contracts.js";
import { connected, eventually, lendingHost, sendRaw } from "../support/contracts.js";
import { idleCreditBureau } from "../support/idle-handlers.js";
import { gatewayBroadcastConsumer, loanDesk } from "../support/loan-desk.js";
import { CREDIT_REPORT_REQUESTED, properties } from "../support/samples.js";

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

/** Puts such a message into a queue, as a stranger who writes his frames himself. */
async function sendNested(host: VirtualHost, queue: string): Promise<void> {
  const operator = await amqplib(host.adminUrl);
  onTestFinished(() => operator.close());
  await operator.createChannel();
  const { stream } = operator.connection as unknown as { readonly stream: Duplex };
  stream.write(nestedFrames(queue, 9_000));
}

const refusal = (events: readonly RuntimeEvent[]): RuntimeEvent | undefined =>
  events.find((event) => event.type === "subscription" && event.reason?.includes("cannot be read"));
const losses = (told: Told): readonly RuntimeEvent[] =>
  told.events.filter((event) => event.type === "connection" && event.state === "lost");

test("a message whose headers overflow the decoder is a dead letter by itself, and costs neither connection nor neighbours", async () => {
  const host = await lendingHost();
  const handled: (readonly [messageId: string, redelivered: boolean])[] = [];
  const { broker, told } = await connected(host, "credit-bureau");
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  await creditBureauConsumer(broker, {
    handlers: {
      ...idleCreditBureau,
      async creditReportRequested({ envelope }) {
        handled.push([envelope.messageId, envelope.redelivered]);
        if (handled.length !== 2) return;
        begin();
        await released;
      },
    },
  });
  const origination = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(origination.broker);
  const first = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await told.settled({ messageId: first.messageId, outcome: "ack" });
  const neighbour = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await begun;
  await sendNested(host, QUEUE);
  await told.until(refusal);
  release();
  await told.settled({ messageId: neighbour.messageId, outcome: "ack" });
  const after = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await told.settled({ messageId: after.messageId, outcome: "ack" });
  expect(handled).toEqual([first, neighbour, after].map(({ messageId }) => [messageId, false]));
  expect(losses(told)).toEqual([]);
  await eventually(async () => (await host.management.getMessages(DEAD, 1, { keep: true })).length === 1);
});

test("in a queue of one instance, which has no dead letters, it is dropped and told", async () => {
  const host = await loanDesk();
  const { broker, told } = await connected(host, "api-gateway");
  const got: string[] = [];
  await gatewayBroadcastConsumer(broker, {
    handlers: { loanApproved: ({ payload }) => void got.push(payload.loanId) },
  });
  const [queue = ""] = Object.keys(broker.health().queues);
  await sendNested(host, queue);
  await told.until(refusal);
  const sent = properties("LoanApproved", 2);
  const body = JSON.stringify({ loanId: "loan-1" });
  await sendRaw(host, { exchange: "loan-origination", routingKey: "loan.approved", body, properties: sent });
  await told.settled({ messageId: sent.message_id, outcome: "ack" });
  expect(got).toEqual(["loan-1"]);
  expect(losses(told)).toEqual([]);
});
