import { Reject, RetryLater, Throttled } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import { ledgerConsumer } from "../contracts/generated/index.js";
import type { Host, Setup } from "../support/host.js";
import { CANCELLATIONS, LEDGER, type OnOrder, rawOrder } from "../support/orders.js";

/** What a delivery of the row ends in, attempt by attempt. */
interface Ends {
  readonly outcome: "ack" | "retry" | "dead-letter" | "requeue";
  readonly attempt: number;
  readonly step?: string;
  readonly reason?: string;
}

interface Row {
  readonly class: string;
  readonly example: string;
  /** What the ledger gets, a cancellation unless said otherwise. */
  readonly message?: ReturnType<typeof rawOrder>;
  readonly handle?: (attempt: number) => unknown;
  readonly ends: readonly Ends[];
  /** How often the exhausted hook is called. */
  readonly exhausted?: 1;
  /** The queue whose dead letter it becomes, and the class that the letter has; absent where it becomes none. */
  readonly letter?: { readonly queue?: string; readonly class: string };
  readonly timeouts?: { readonly handler?: number; readonly patience?: number; readonly settle?: number };
  /** Gone from the beginning. */
  readonly without?: string;
}

const thrown = (error: unknown) => (): never => {
  throw error;
};
const cancellation = (body: string, type = "OrderCancelled") => {
  const { messageId, message } = rawOrder(1, undefined);
  const properties = { ...message.properties, type };
  return { messageId, message: { ...message, routingKey: "order.cancelled", body, properties } };
};
const dead = (reason: string, attempt = 1): Ends => ({ outcome: "dead-letter", attempt, reason });
const retried = (attempt: number, step: string, reason: string): Ends => ({ outcome: "retry", attempt, step, reason });
/** The ledger has three attempts: after one second, and after two. */
const ladder = (reason: string): readonly Ends[] => [
  retried(1, "1s", reason),
  retried(2, "2s", reason),
  dead(reason, 3),
];

const INVALID = { class: "invalid" } as const;
const TABLE: readonly Row[] = [
  {
    class: "invalid",
    example: "not JSON",
    message: cancellation("{"),
    ends: [dead("not-json")],
    letter: INVALID,
  },
  {
    class: "invalid",
    example: "breaks its schema",
    message: cancellation("{}"),
    ends: [dead("schema")],
    letter: INVALID,
  },
  {
    class: "invalid",
    example: "unknown message",
    message: cancellation("{}", "OrderEaten"),
    ends: [dead("unknown-message")],
    letter: INVALID,
  },
  {
    class: "permanent",
    example: "Reject",
    handle: thrown(new Reject("account is closed")),
    ends: [dead("account is closed")],
    letter: { class: "permanent" },
  },
  {
    class: "transient",
    example: "RetryLater",
    handle: thrown(new RetryLater("1s", "bank is closed")),
    ends: [retried(1, "1s", "bank is closed"), retried(2, "1s", "bank is closed"), dead("bank is closed", 3)],
    exhausted: 1,
    letter: { class: "transient" },
  },
  {
    class: "unknown",
    example: "any other throw",
    handle: thrown("no error at all"),
    ends: ladder("handler threw string"),
    exhausted: 1,
    letter: { class: "transient" },
  },
  {
    class: "transient",
    example: "a handler that does not end in time",
    handle: (attempt) => (attempt === 1 ? new Promise(() => undefined) : undefined),
    timeouts: { handler: 500 },
    ends: [retried(1, "1s", "handler threw HandlerTimeout"), { outcome: "ack", attempt: 2 }],
  },
  {
    class: "throttled",
    example: "Throttled(step): no attempt is counted",
    handle: thrown(new Throttled("2s", "rate limit")),
    timeouts: { patience: 1_500 },
    ends: [retried(1, "2s", "rate limit"), dead("rate limit")],
    exhausted: 1,
    letter: { class: "throttled" },
  },
  {
    class: "newer than build",
    example: "a version above the highest that is read",
    message: rawOrder(2, { orderId: "o-1", total: "12.50" }),
    timeouts: { patience: 1_500 },
    ends: [retried(1, "2s", "newer-than-build"), dead("newer-than-build")],
    letter: { queue: LEDGER, class: "newer-than-build" },
  },
  {
    class: "the settling publish fails",
    example: "its wait queue is gone: kept until T, then back into its queue",
    without: "ledger.wait.1s",
    handle: (attempt) => (attempt === 1 ? thrown(new Error("once"))() : undefined),
    timeouts: { settle: 400 },
    ends: [{ outcome: "requeue", attempt: 1 }],
  },
];

/** One message of a row, from its first attempt to its end. */
async function played(at: Host, row: Row): Promise<void> {
  const exhausted: string[] = [];
  if (row.without !== undefined) await at.deleteQueue(row.without);
  const { broker, told } = await at.connect("ledger", { timeouts: { backoffCap: 50, ...row.timeouts } });
  const handle: OnOrder = ({ envelope }) => row.handle?.(envelope.attempt) as Promise<void>;
  await ledgerConsumer(broker, {
    handlers: { orderCancelled: handle as never, orderPlaced: handle as never },
    onExhausted: ({ queue, envelope, reason }) => void exhausted.push(`${queue} ${envelope.messageId} ${reason}`),
  });
  const { messageId, message } = row.message ?? cancellation('{"orderId":"o-1"}');
  await at.publish(message);
  for (const { step, ...end } of row.ends) {
    // Time that nobody waits for is let pass where it stands still; what takes longer is let pass again.
    const settled = told.settled({ messageId, ...end, ...(step === undefined ? {} : { step }) });
    for (let passed = 0; passed < 6; passed += 1) await at.pass(500);
    await settled;
  }
  expect(exhausted).toEqual(
    row.exhausted === undefined ? [] : [`${CANCELLATIONS} ${messageId} ${row.ends.at(-1)?.reason}`],
  );
  const letters = await at.messages(`${row.letter?.queue ?? CANCELLATIONS}.dlq`);
  const expected = row.letter && {
    messageId,
    headers: { "x-dead-class": row.letter.class, "x-attempt": row.ends.at(-1)?.attempt },
  };
  expect(letters).toMatchObject(expected === undefined ? [] : [expected]);
}

export function actionTable({ host }: Setup): void {
  describe("what a failure does", () => {
    const named = TABLE.map((row) => [`${row.class}: ${row.example}`, row] as const);
    test.concurrent.for(named)("%s", async ([, row], context) => {
      await played(await host(context), row);
    });
  });
}
