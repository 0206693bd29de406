import { expect, test } from "vitest";
import type { Clock } from "../clock.js";
import type { Envelope } from "../message/envelope.js";
import { Deadlines } from "./deadlines.js";
import { HandlerAbort } from "./handler-abort.js";
import { HandedOver, type HandlerEnd, HandlerTimeout, runHandler } from "./run-handler.js";

/** A clock whose timers fire when a test says so. */
function stopped() {
  const timers = new Set<() => void>();
  let now = 0;
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = (): void => {
        now += ms;
        run();
      };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return { clock, timers };
}

const hangs = (): Promise<never> => new Promise(() => undefined);

/** Every end of a handler that is told, which must be one. */
function run(handle: () => unknown, deadlines: Deadlines, abort: HandlerAbort): HandlerEnd[] {
  const ends: HandlerEnd[] = [];
  runHandler(handle, deadlines, abort, (end) => ends.push(end));
  return ends;
}

test("a handler that hangs and was given up on leaves no timer behind", () => {
  const { clock, timers } = stopped();
  const abort = new HandlerAbort();
  const ends = run(hangs, new Deadlines(clock, 60_000), abort);
  abort.abort();
  expect(ends).toMatchObject([{ ok: false, thrown: { name: "AbortError" } }]);
  expect(timers.size).toBe(0);
});

test("one that takes too long is told by its signal, and fails with the time-out", () => {
  const { clock, timers } = stopped();
  const abort = new HandlerAbort();
  const ends = run(hangs, new Deadlines(clock, 5), abort);
  for (const fire of timers) fire();
  expect(ends).toMatchObject([{ ok: false, thrown: expect.any(HandlerTimeout) }]);
  expect(abort.signal.reason).toBeInstanceOf(HandlerTimeout);
});

test("what it returns or throws after its time-out counts for nothing", async () => {
  const { clock, timers } = stopped();
  const answers: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  const late = (): Promise<void> => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  const deadlines = new Deadlines(clock, 5);
  const ends = [run(late, deadlines, new HandlerAbort()), run(late, deadlines, new HandlerAbort())];
  for (const fire of timers) fire();
  answers[0]?.resolve();
  answers[1]?.reject(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(ends.map((each) => each.length)).toEqual([1, 1]);
});

test("a plain function has ended at once, by what it returns or throws; a thenable is waited for", async () => {
  const { clock, timers } = stopped();
  const deadlines = new Deadlines(clock, 5);
  expect(run(() => 7, deadlines, new HandlerAbort())).toEqual([{ ok: true, returned: 7 }]);
  const fault = new Error("thrown");
  const throws = (): never => {
    throw fault;
  };
  expect(run(throws, deadlines, new HandlerAbort())).toEqual([{ ok: false, thrown: fault }]);
  expect(timers.size).toBe(0);
  // biome-ignore lint/suspicious/noThenProperty: a promise of another library
  const ends = run(() => ({ then: (done: (value: number) => void) => done(8) }), deadlines, new HandlerAbort());
  expect(ends).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(ends).toEqual([{ ok: true, returned: 8 }]);
  expect(timers.size).toBe(0);
});

test("what a handler is given can be taken apart, and spread but for its signal", () => {
  const envelope = { messageId: "1" } as Envelope;
  const abort = new HandlerAbort();
  const given = new HandedOver({ payload: { amount: 7 }, headers: { desk: "north" }, envelope }, abort);
  const { payload, headers, signal, retryLater, throttled } = given;
  expect([payload, headers, signal.aborted]).toEqual([{ amount: 7 }, { desk: "north" }, false]);
  abort.abort();
  expect(signal.aborted).toBe(true);
  expect([retryLater("5s", "later"), throttled("30s", "slowly")]).toMatchObject([
    { kind: "retry-later", step: "5s", message: "later" },
    { kind: "throttled", step: "30s", message: "slowly" },
  ]);
  const spread = { ...given, signal: given.signal };
  expect(spread).toMatchObject({ payload: { amount: 7 }, envelope });
  expect([spread.retryLater("5s"), spread.throttled("30s")]).toMatchObject([{ step: "5s" }, { step: "30s" }]);
  expect(spread.signal).toBe(signal);
});
