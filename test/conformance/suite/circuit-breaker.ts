import type { RuntimeEvent } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import type { Connected, Host, Setup } from "../support/host.js";
import { CANCELLATIONS, ledger, shop } from "../support/orders.js";

const CIRCUIT = { failures: 3, pause: 1_000 };

interface Failing extends Connected {
  /** Ids of what the handler was given. */
  readonly given: string[];
  /** What all messages need is there again. */
  readonly mend: () => void;
  readonly circuit: (state: "open" | "half-open" | "closed", times?: number) => Promise<unknown>;
}

/** The ledger while what its handler needs for every message is away. */
async function failing(at: Host, circuitOf: Partial<typeof CIRCUIT> = {}): Promise<Failing> {
  const given: string[] = [];
  let isAway = true;
  const { failures, pause } = { ...CIRCUIT, ...circuitOf };
  const options = { prefetch: 1, circuit: { failures, pause, longest: Math.max(pause, 3_000) } };
  const { broker, told } = await ledger(
    at,
    ({ envelope }) => {
      given.push(envelope.messageId);
      if (isAway) throw new Error("away");
    },
    options,
  );
  const mend = (): void => {
    isAway = false;
  };
  const enters = (state: string) => (event: RuntimeEvent) => event.type === "circuit" && event.state === state;
  const circuit: Failing["circuit"] = (state, times = 1) =>
    told.until((events) => (events.filter(enters(state)).length >= times ? true : undefined));
  return { broker, told, given, mend, circuit };
}

async function cancellations(at: Host, count: number): Promise<readonly string[]> {
  const { send } = await shop(at);
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push((await send.orderCancelled({ orderId: `o-${index}` })).messageId);
  }
  return ids;
}

/** Ids of what waits in the queue; what has failed comes back to it as time passes. */
async function lying(at: Host): Promise<readonly (string | undefined)[]> {
  return (await at.messages(CANCELLATIONS)).map(({ messageId }) => messageId);
}

export function circuitBreaker({ host }: Setup): void {
  describe("the circuit breaker", () => {
    test.concurrent("takes nothing more while every message fails, and everything when it goes well again", async (context) => {
      const at = await host(context);
      const { broker, told, given, mend, circuit } = await failing(at);
      const ids = await cancellations(at, 10);
      await circuit("open");
      expect(given).toEqual(ids.slice(0, 3));
      expect(broker.health()).toMatchObject({ ready: true, queues: { [CANCELLATIONS]: "resting" } });
      for (const messageId of ids.slice(0, 3)) await told.settled({ messageId, outcome: "retry", attempt: 1 });
      mend();
      await at.pass(2_000);
      await circuit("closed");
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack" });
      // What waited in its queue has lost no attempt.
      for (const messageId of ids.slice(3)) expect(given.filter((id) => id === messageId)).toHaveLength(1);
      expect(await at.messages(`${CANCELLATIONS}.dlq`)).toEqual([]);
      expect(broker.health().queues[CANCELLATIONS]).toBe("active");
    });

    test.concurrent("asks with one message whether it goes well again, and waits longer where it does not", async (context) => {
      const at = await host(context);
      const { told, given, mend, circuit } = await failing(at);
      const ids = await cancellations(at, 6);
      await circuit("open");
      await at.pass(1_000);
      await circuit("open", 2);
      const tried = given.length;
      // A retry of one of the first three, or the next in the queue; never two.
      expect(tried).toBe(4);
      mend();
      await at.pass(2_000);
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack" });
    });

    test.concurrent("spares the attempts of what it tries, however long the outage lasts", async (context) => {
      const at = await host(context);
      const { told, given, mend, circuit } = await failing(at, { failures: 2, pause: 100 });
      const ids = await cancellations(at, 2);
      // Three attempts each: without sparing, the fifth failure would be a dead letter.
      for (let opened = 1; opened <= 6; opened += 1) {
        await circuit("open", opened);
        await at.pass(3_000);
      }
      mend();
      await at.pass(3_000);
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack", attempt: 2 });
      expect(given.length).toBeGreaterThanOrEqual(8);
      expect(await at.messages(`${CANCELLATIONS}.dlq`)).toEqual([]);
    });

    test.concurrent("spares what an ordered handler tries in place as well, and the order stays", async (context) => {
      const at = await host(context);
      const handled: string[] = [];
      let isAway = true;
      const { told } = await ledger(
        at,
        {
          orderBy: ({ orderId }) => orderId.slice(0, 1),
          handle: ({ payload: { orderId } }) => {
            if (isAway) throw new Error("away");
            handled.push(orderId);
          },
        },
        { circuit: { failures: 2, pause: 100, longest: 1_000 } },
      );
      const { send } = await shop(at);
      const ids: string[] = [];
      for (const orderId of ["a1", "a2", "b1", "b2"]) ids.push((await send.orderCancelled({ orderId })).messageId);
      const opened = (times: number) =>
        told.until((events) =>
          events.filter((event) => event.type === "circuit" && event.state === "open").length >= times
            ? true
            : undefined,
        );
      // Three attempts each, after one second and two: counted, the fourth failure of a key would be a dead letter.
      for (let times = 1; times <= 6; times += 1) {
        await opened(times);
        await at.pass(2_000);
      }
      isAway = false;
      for (const messageId of ids) {
        await at.pass(2_000);
        await told.settled({ messageId, outcome: "ack" });
      }
      const ofKey = (key: string) => handled.filter((orderId) => orderId.startsWith(key));
      expect([ofKey("a"), ofKey("b")]).toEqual([
        ["a1", "a2"],
        ["b1", "b2"],
      ]);
      expect(await at.messages(`${CANCELLATIONS}.dlq`)).toEqual([]);
    });

    test.concurrent("takes nothing on a new connection either", async (context) => {
      const at = await host(context);
      const { broker, told, given, circuit } = await failing(at, { pause: 600_000 });
      const ids = await cancellations(at, 5);
      await circuit("open");
      for (const messageId of ids.slice(0, 3)) await told.settled({ messageId, outcome: "retry" });
      const resting = (events: readonly RuntimeEvent[]) =>
        events.filter(
          (event) => event.type === "subscription" && event.state === "resting" && event.queue === CANCELLATIONS,
        );
      await at.disconnect("ledger");
      await told.until((events) => (resting(events).length >= 2 ? true : undefined));
      expect(given).toHaveLength(3);
      expect(broker.health().queues[CANCELLATIONS]).toBe("resting");
      expect(await lying(at)).toEqual(expect.arrayContaining(ids.slice(3)));
    });

    test.concurrent("does not hold up a drain", async (context) => {
      const at = await host(context);
      const { broker, told, circuit } = await failing(at, { pause: 600_000 });
      const ids = await cancellations(at, 5);
      await circuit("open");
      for (const messageId of ids.slice(0, 3)) await told.settled({ messageId, outcome: "retry" });
      expect(await broker.close()).toMatchObject({ handedBack: 0, unconfirmed: 0 });
      expect(await lying(at)).toEqual(expect.arrayContaining(ids.slice(3)));
    });
  });
}
