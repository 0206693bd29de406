import { expect, test } from "vitest";
import type { Clock } from "../clock.js";
import { HandlerTimeout, runHandler } from "./run-handler.js";

/** A clock whose timers fire when a test says so. */
function stopped() {
  const timers = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    after(_, run) {
      timers.add(run);
      return () => timers.delete(run);
    },
  };
  return { clock, timers };
}

const hangs = (): Promise<never> => new Promise(() => undefined);

test("a handler that hangs and was given up on leaves no timer behind", async () => {
  const { clock, timers } = stopped();
  const abort = new AbortController();
  const running = runHandler(hangs, { timeoutMs: 60_000, clock }, abort);
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(timers.size).toBe(0);
});

test("one that takes too long is told by its signal, and fails with the time-out", async () => {
  const { clock, timers } = stopped();
  const abort = new AbortController();
  const running = runHandler(hangs, { timeoutMs: 5, clock }, abort);
  for (const fire of timers) fire();
  await expect(running).rejects.toBeInstanceOf(HandlerTimeout);
  expect(abort.signal.reason).toBeInstanceOf(HandlerTimeout);
});
