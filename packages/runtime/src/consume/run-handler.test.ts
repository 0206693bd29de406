import { expect, test } from "vitest";
import type { Clock } from "../clock.js";
import type { Envelope } from "../message/envelope.js";
import { Deadlines } from "./deadlines.js";
import { HandlerAbort } from "./handler-abort.js";
import { HandlerTimeout, runHandler } from "./run-handler.js";

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

test("a handler that hangs and was given up on leaves no timer behind", async () => {
  const { clock, timers } = stopped();
  const abort = new HandlerAbort();
  const running = runHandler(hangs, null, {} as Envelope, new Deadlines(clock, 60_000), abort);
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(timers.size).toBe(0);
});

test("one that takes too long is told by its signal, and fails with the time-out", async () => {
  const { clock, timers } = stopped();
  const abort = new HandlerAbort();
  const running = runHandler(hangs, null, {} as Envelope, new Deadlines(clock, 5), abort);
  for (const fire of timers) fire();
  await expect(running).rejects.toBeInstanceOf(HandlerTimeout);
  expect(abort.signal.reason).toBeInstanceOf(HandlerTimeout);
});
