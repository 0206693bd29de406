import { expect, test } from "vitest";
import type { BrokerLink } from "../broker.js";
import type { RuntimeEvent } from "../runtime-event.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { DeliveryJudge, Judged } from "./delivery-judge.js";
import { tryInPlace } from "./try-in-place.js";

const failure = { class: "transient", reason: "reset" } as const;
const delivery = { headers: { mine: 1 }, properties: { messageId: "m-1" } } as unknown as TransportDelivery;

function setUp(onTry: (attempt: number) => Judged) {
  const events: RuntimeEvent[] = [];
  const link = { observe: (event: RuntimeEvent) => events.push(event), transport: { clock: { now: () => 0 } } };
  const seen: unknown[] = [];
  const judge = {
    judge: async ({ headers }: TransportDelivery) => {
      seen.push(headers["x-attempt"]);
      return onTry(seen.length);
    },
  };
  const abort = new AbortController();
  const run = () => tryInPlace(link as unknown as BrokerLink, "q", judge as unknown as DeliveryJudge, delivery, abort);
  return { run, events, seen, abort };
}

test("each try in place is the next attempt, is told of, and remembers the first failure", async () => {
  const { run, events, seen } = setUp((count) =>
    count < 3 ? { disposition: { action: "again", attempt: count + 1, failure } } : { disposition: { action: "ack" } },
  );
  const ended = await run();
  expect(ended.judged.disposition).toEqual({ action: "ack" });
  expect(ended.delivery.headers).toEqual({ mine: 1, "x-attempt": 3, "x-first-failure": "1970-01-01T00:00:00.000Z" });
  expect(seen).toEqual([undefined, 2, 3]);
  const told = { type: "retried-in-place", queue: "q", messageId: "m-1", reason: "reset" };
  expect(events).toEqual([
    { ...told, attempt: 1 },
    { ...told, attempt: 2 },
  ]);
});

test("what is given up between two tries is not tried again", async () => {
  const { run, seen, abort } = setUp(() => {
    abort.abort();
    return { disposition: { action: "again", attempt: 2, failure } };
  });
  await expect(run()).rejects.toThrow("given up");
  expect(seen).toHaveLength(1);
});
