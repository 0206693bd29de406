import { expect, test } from "vitest";
import { HandlerAbort } from "./handler-abort.js";

test("the signal is the same whenever it is asked for, and fires once, with the first reason", () => {
  const abort = new HandlerAbort();
  const { signal } = abort;
  const reasons: unknown[] = [];
  abort.onAbort((reason) => reasons.push(reason));
  signal.addEventListener("abort", () => reasons.push(signal.reason));
  abort.abort("first");
  abort.abort("second");
  expect(reasons).toEqual(["first", "first"]);
  expect(abort.signal).toBe(signal);
});

test("a signal that is asked for too late has fired already", () => {
  const abort = new HandlerAbort();
  abort.abort();
  expect(abort.isAborted).toBe(true);
  expect(abort.signal.aborted).toBe(true);
  expect(abort.signal.reason).toMatchObject({ name: "AbortError" });
  const told: unknown[] = [];
  abort.onAbort((reason) => told.push(reason));
  expect(told).toEqual([abort.signal.reason]);
});
