import type { VirtualHost } from "@insaka/broker";
import { type Broker, type ConnectOptions, connect, type Envelope, Reject } from "@insaka/runtime";
import { type ConsumerFactory, consumer, message, type Receives } from "@insaka/runtime/codegen/v1";
import { type DeadLetter, listDeadLetters, replayDeadLetters } from "@insaka/runtime/dead-letters";
import { connect as connectRaw } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { freshVhost, broker as node } from "../support/broker.js";
import { connected, DEFINITIONS, sendRaw } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { properties } from "../support/samples.js";

const QUEUE = "credit-bureau.credit-report-requested";
const BODY = '{ "id":  "case-1" }';

interface Asked {
  readonly id: string;
}
type Bureau = ConsumerFactory<{ readonly creditReportRequested: Receives<Asked, "1s"> }>;

/** The consumer of one build: which versions it reads is all that builds differ in. */
function build(...reads: readonly number[]): Bureau {
  const schema = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
  const same = (old: Asked): Asked => old;
  const asked = message<{ 1: Asked; 2: Asked }, 2>({
    name: "CreditReportRequested",
    current: 2,
    route: { exchange: "credit-bureau", routingKey: "credit-report.requested" },
    versions: { 1: { status: "deprecated", schema }, 2: { status: "current", schema, upcast: same } },
  });
  return consumer("credit-bureau", [
    {
      queue: QUEUE,
      retry: { steps: ["1s"], attempts: 1 },
      messages: { creditReportRequested: { message: asked, reads } },
    },
  ]);
}

/** The lending topology and an operator, who needs to read queues and to write to the return exchange. */
async function hostWithOperator(definitions = DEFINITIONS): Promise<VirtualHost> {
  const operator = { user: "operator", configure: "^$", write: "^insaka\\.return$", read: "^.+$" };
  return await freshVhost({
    ...definitions,
    users: [...(definitions.users ?? []), { name: "operator" }],
    permissions: [...(definitions.permissions ?? []), operator],
  });
}

async function operatorOf(host: VirtualHost): Promise<Broker> {
  return (await connected(host, "operator")).broker;
}

/** Runs one build of credit-bureau. */
async function bureau(
  host: VirtualHost,
  factory: Bureau,
  handle: (envelope: Envelope) => void,
  timeouts: ConnectOptions["timeouts"] = {},
) {
  const { broker, told } = await connected(host, "credit-bureau", { timeouts });
  await factory(broker, { handlers: { creditReportRequested: ({ envelope }) => handle(envelope) } });
  return { broker, told };
}

async function send(host: VirtualHost, version: number, others: Readonly<Record<string, unknown>> = {}) {
  const sent = { ...properties("CreditReportRequested", version), ...others };
  await sendRaw(host, {
    exchange: "credit-bureau",
    routingKey: "credit-report.requested",
    body: BODY,
    properties: sent,
  });
  return sent.message_id;
}

const reject = (): never => {
  throw new Reject("unknown person");
};

/** Leaves a letter that waits for a newer build: version 2, for a build that reads only version 1. */
async function tooNew(host: VirtualHost): Promise<string> {
  const { broker, told } = await bureau(host, build(1), () => undefined, { patience: 0 });
  const messageId = await send(host, 2, { correlation_id: "case-9" });
  await told.settled({ messageId, outcome: "dead-letter" });
  await broker.close();
  return messageId;
}

describe("a list of dead letters", () => {
  test("says of each what it is, why and since when it is there, and leaves it there", async () => {
    const host = await hostWithOperator();
    const { told } = await bureau(host, build(1), reject);
    const before = Date.now();
    const ids = [await send(host, 1), await send(host, 1)];
    for (const messageId of ids) await told.settled({ messageId, outcome: "dead-letter" });
    const operator = await operatorOf(host);
    const letters = await listDeadLetters(operator, QUEUE);
    expect(letters.map(({ messageId }) => messageId)).toEqual(ids);
    expect(letters[0]).toEqual({
      messageId: ids[0],
      message: "CreditReportRequested",
      version: 1,
      sender: "loan-origination",
      queue: QUEUE,
      reason: "unknown person",
      class: "permanent",
      attempts: 1,
      crashes: 0,
      history: [{ at: expect.any(String), attempt: 1, class: "permanent", reason: "unknown person" }],
      firstFailure: expect.any(Date),
      deadAt: expect.any(Date),
      origin: { exchange: "credit-bureau", routingKey: "credit-report.requested" },
      offered: false,
      because: expect.stringContaining("permanent"),
    });
    expect(letters[0]?.deadAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(await listDeadLetters(operator, QUEUE, { limit: 1 })).toHaveLength(1);
    const [whole] = await listDeadLetters(operator, QUEUE, { withBody: true });
    expect(whole?.body?.toString()).toBe(BODY);
    expect(await listDeadLetters(operator, QUEUE)).toHaveLength(2);
  });

  test("offers what waited for a newer build to the build that reads it, and says why to no other", async () => {
    const host = await hostWithOperator();
    const messageId = await tooNew(host);
    const operator = await operatorOf(host);
    const offered = async (reads?: Bureau): Promise<readonly unknown[]> => {
      const [letter] = await listDeadLetters(operator, QUEUE, reads === undefined ? {} : { reads });
      return [letter?.messageId, letter?.class, letter?.offered, letter?.because];
    };
    const kind = "newer-than-build";
    expect(await offered(build(1, 2))).toEqual([messageId, kind, true, "this build reads version 2"]);
    expect(await offered(build(1))).toEqual([
      messageId,
      kind,
      false,
      "this build reads up to version 1, not version 2",
    ]);
    expect(await offered()).toEqual([messageId, kind, false, "nobody said what this build reads"]);
    expect(await offered(consumer("credit-bureau", []))).toEqual([
      messageId,
      kind,
      false,
      `this build does not consume ${QUEUE}`,
    ]);
  });

  test("is refused to a service: its letters are none of its business", async () => {
    const host = await hostWithOperator();
    const { broker } = await connected(host, "credit-bureau");
    await expect(listDeadLetters(broker, QUEUE)).rejects.toMatchObject({ code: "access-refused" });
    await expect(listDeadLetters(await operatorOf(host), "credit-bureau.none")).rejects.toMatchObject({
      code: "queue-missing",
    });
  });
});

describe("a replay that loses its connection", () => {
  test("says so in a ContractError, and the letters stay", async () => {
    const host = await hostWithOperator();
    const ids = [await tooNew(host), await tooNew(host)];
    const proxy = await holdingProxy(node.amqpHost, node.amqpPort);
    const url = new URL(host.url("operator"));
    url.port = String(proxy.port);
    const operator = await connect(url.href, { service: "operator" });
    onTestFinished(async () => void (await operator.close({ deadlineMs: 1_000 })));
    const replay = replayDeadLetters(operator, QUEUE, () => {
      proxy.cut();
      return true;
    });
    await expect(replay).rejects.toMatchObject({ name: "ContractError", code: "channel-closed", retryable: true });
    const letters = await listDeadLetters(await operatorOf(host), QUEUE);
    expect(letters.map(({ messageId }) => messageId).sort()).toEqual(ids.sort());
  });
});

describe("a replayed letter", () => {
  test("goes back as it came, with a new count of attempts and nothing of its death", async () => {
    const host = await hostWithOperator();
    const messageId = await tooNew(host);
    const operator = await operatorOf(host);
    const select = ({ offered }: DeadLetter): boolean => offered;
    expect(await replayDeadLetters(operator, QUEUE, select, { reads: build(1) })).toEqual({
      seen: 1,
      replayed: 0,
      failed: [],
    });
    const report = await replayDeadLetters(operator, QUEUE, select, { reads: build(1, 2) });
    expect(report).toEqual({ seen: 1, replayed: 1, failed: [] });
    const [back] = await host.management.getMessages(QUEUE, 1, { keep: true });
    expect(back).toMatchObject({
      exchange: "insaka.return",
      routing_key: QUEUE,
      payload: BODY,
      properties: { message_id: messageId, correlation_id: "case-9", type: "CreditReportRequested" },
    });
    const headers = Object.keys(back?.properties.headers ?? {}).filter((name) => name !== "x-delivery-count");
    expect(headers.sort()).toEqual([
      "x-attempt",
      "x-first-failure",
      "x-history",
      "x-last-reason",
      "x-origin-exchange",
      "x-origin-routing-key",
      "x-version",
    ]);
    expect(await listDeadLetters(operator, QUEUE)).toEqual([]);
    let envelope: Envelope | undefined;
    const { told } = await bureau(host, build(1, 2), (given) => {
      envelope = given;
    });
    await told.settled({ messageId, outcome: "ack" });
    expect(envelope).toMatchObject({ attempt: 1, exchange: "credit-bureau", routingKey: "credit-report.requested" });
  });

  test("that dies again while its kind is replayed is left for the next time", async () => {
    const host = await hostWithOperator();
    const { told } = await bureau(host, build(1), reject);
    const ids = [await send(host, 1), await send(host, 1), await send(host, 1, { message_id: "" })];
    const deaths = () => told.events.filter((event) => event.type === "settled" && event.outcome === "dead-letter");
    await told.until(() => (deaths().length === ids.length ? true : undefined));
    const operator = await operatorOf(host);
    expect(await replayDeadLetters(operator, QUEUE, () => true)).toEqual({ seen: 3, replayed: 3, failed: [] });
    await told.until(() => (deaths().length === 2 * ids.length ? true : undefined));
    const letters = await listDeadLetters(operator, QUEUE);
    expect(letters.map(({ reason }) => reason).sort()).toEqual(["no-message-id", "unknown person", "unknown person"]);
    expect(letters.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
  });

  test("is one of those that were chosen", async () => {
    const host = await hostWithOperator();
    const { broker, told } = await bureau(host, build(1), reject);
    const ids = [await send(host, 1), await send(host, 1), await send(host, 1)];
    for (const messageId of ids) await told.settled({ messageId, outcome: "dead-letter" });
    await broker.close();
    const operator = await operatorOf(host);
    const second = ({ messageId }: DeadLetter): boolean => messageId === ids[1];
    expect(await replayDeadLetters(operator, QUEUE, second)).toMatchObject({ seen: 3, replayed: 1 });
    expect((await listDeadLetters(operator, QUEUE)).map(({ messageId }) => messageId)).toEqual([ids[0], ids[2]]);
  });

  test("whose queue is gone stays where it is", async () => {
    const host = await hostWithOperator();
    const messageId = await tooNew(host);
    const operator = await operatorOf(host);
    await host.management.deleteQueue(QUEUE);
    await expect(replayDeadLetters(operator, QUEUE, () => true)).rejects.toMatchObject({
      code: "topology-missing",
      message: expect.stringContaining(`queue ${QUEUE}`),
    });
    expect((await listDeadLetters(operator, QUEUE)).map((letter) => letter.messageId)).toEqual([messageId]);
  });

  test("that the broker returns, because nothing is bound, stays where it is", async () => {
    const host = await hostWithOperator({
      ...DEFINITIONS,
      exchanges: (DEFINITIONS.exchanges ?? []).map((each) =>
        each.name === "insaka.return" ? { ...each, arguments: {} } : each,
      ),
      bindings: (DEFINITIONS.bindings ?? []).filter(({ source }) => source !== "insaka.return"),
    });
    const messageId = await tooNew(host);
    const operator = await operatorOf(host);
    expect(await replayDeadLetters(operator, QUEUE, () => true)).toEqual({
      seen: 1,
      replayed: 0,
      failed: [{ messageId, code: "returned" }],
    });
    expect(await listDeadLetters(operator, QUEUE)).toHaveLength(1);
  });
});

test("of a letter that the broker made by itself, what its sender made up is believed neither here nor after its replay", async () => {
  const host = await hostWithOperator();
  const forged = { "x-dead-reason": "forged", "x-origin-exchange": "forged", "x-attempt": 5, "x-version": 1 };
  const messageId = await send(host, 1, { headers: forged });
  const connection = await connectRaw(host.url("credit-bureau"));
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  // Hands it back until its delivery limit is passed, as a service does that crashes on it.
  await channel.consume(QUEUE, (delivery) => delivery !== null && channel.nack(delivery, false, true));
  const operator = await operatorOf(host);
  let letters = await listDeadLetters(operator, QUEUE);
  while (letters.length === 0) letters = await listDeadLetters(operator, QUEUE);
  await channel.close();
  expect(letters).toMatchObject([
    {
      messageId,
      class: "broker",
      reason: "delivery_limit",
      attempts: 1,
      crashes: undefined,
      deadAt: expect.any(Date),
      origin: { exchange: "credit-bureau", routingKey: "credit-report.requested" },
      offered: false,
    },
  ]);
  expect(await replayDeadLetters(operator, QUEUE, () => true)).toMatchObject({ replayed: 1 });
  let envelope: Envelope | undefined;
  const { told } = await bureau(host, build(1), (given) => {
    envelope = given;
  });
  await told.settled({ messageId, outcome: "ack" });
  expect(envelope).toMatchObject({ attempt: 1, exchange: "credit-bureau", routingKey: "credit-report.requested" });
});
