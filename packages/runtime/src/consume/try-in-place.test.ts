import { expect, test } from "vitest";
import type { TransportDelivery } from "../transport/transport.js";
import type { Handling } from "./handling.js";
import { InFlight } from "./in-flight.js";
import { tryInPlace } from "./try-in-place.js";

const failure = { class: "transient", reason: "reset" } as const;
const disposition = { action: "again", attempt: 2, failure } as const;

function setUp({ isLive = true, isReadable = true } = {}) {
  const calls: string[] = [];
  const delivery = {
    headers: { mine: 1 },
    properties: { messageId: "m-1" },
    isLive: () => isLive,
  } as unknown as TransportDelivery;
  const work = new InFlight().add(delivery, 0);
  const handling = {
    clock: { now: () => 0 },
    parked: () => calls.push("parked"),
    giveUp: (_: unknown, reason: string) => calls.push(`given up: ${reason}`),
    finish: async () => calls.push("finished"),
    judge: { read: () => ({ ok: isReadable }) },
  } as unknown as Handling;
  return { calls, work, run: () => tryInPlace(handling, work, delivery, { disposition }) };
}

test("a try in place is the next attempt and remembers the first failure and the last reason", async () => {
  const { run, calls } = setUp();
  const next = await run();
  expect(next?.delivery.headers).toEqual({
    mine: 1,
    "x-history": JSON.stringify([{ at: "1970-01-01T00:00:00.000Z", attempt: 1, class: "transient", reason: "reset" }]),
    "x-attempt": 2,
    "x-first-failure": "1970-01-01T00:00:00.000Z",
    "x-last-reason": "reset",
  });
  expect(calls).toEqual(["parked"]);
});

test("what was given up meanwhile is not tried again", async () => {
  const { run, calls, work } = setUp();
  const trying = run();
  work.giveUp("requeue");
  expect(await trying).toBeUndefined();
  expect(calls).toEqual(["parked"]);
});

test("what lost its channel is left to whoever gets it next", async () => {
  const { run, calls } = setUp({ isLive: false });
  expect(await run()).toBeUndefined();
  expect(calls).toEqual(["parked", "given up: channel-lost"]);
});

test("what cannot be read again is settled", async () => {
  const { run, calls } = setUp({ isReadable: false });
  expect(await run()).toBeUndefined();
  expect(calls).toEqual(["parked", "finished"]);
});
