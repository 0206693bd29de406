import { describe, expect, test } from "vitest";
import type { RetryLadder } from "../message/descriptor.js";
import type { FailureFacts } from "./disposition.js";
import { againInPlace, dispose, failureOf } from "./disposition.js";
import { Reject, RetryLater, Throttled } from "./failure.js";

const ladder = { steps: ["5s", "30s", "2m"], attempts: 5 };
const HOUR = 3_600_000;
const history = { attempt: 1, waited: 0, patience: 24 * HOUR };
const transient: FailureFacts = { class: "transient", reason: "x" };

describe("what a throw means", () => {
  test.each([
    ["Reject", new Reject("unknown-account"), { class: "permanent", reason: "unknown-account" }],
    [
      "RetryLater with a declared step",
      new RetryLater("30s", "busy"),
      { class: "transient", reason: "busy", step: "30s", later: true },
    ],
    ["RetryLater without a step", new RetryLater(), { class: "transient", reason: "retry later", later: true }],
    [
      "RetryLater with an undeclared step",
      new RetryLater("7s"),
      { class: "transient", reason: "retry later", later: true },
    ],
    ["Throttled", new Throttled("2m"), { class: "throttled", reason: "throttled", step: "2m" }],
    ["any error", new TypeError("boom"), { class: "transient", reason: "handler threw TypeError", detail: "boom" }],
    ["something that is no error", "boom", { class: "transient", reason: "handler threw string", detail: "" }],
    ["nothing", undefined, { class: "transient", reason: "handler threw undefined", detail: "" }],
  ])("%s", (_, thrown, facts) => {
    expect(failureOf(thrown, ladder)).toEqual(facts);
  });

  test("a failure of another copy of the package is understood", () => {
    const foreign = Object.assign(new Error("closed account"), { kind: "reject" });
    Object.defineProperty(foreign, Symbol.for("insaka.failure"), { value: true });
    expect(failureOf(foreign, ladder)).toEqual({ class: "permanent", reason: "closed account" });
  });
});

describe("the action table", () => {
  test.each(["invalid", "permanent"] as const)("%s goes to the dead-letter queue at once", (kind) => {
    expect(dispose({ class: kind, reason: "r" }, ladder, history)).toMatchObject({
      action: "dead-letter",
      exhausted: false,
    });
  });

  test("transient failures climb the ladder, stay on its last step, and end when the attempts are used up", () => {
    const steps = [1, 2, 3, 4, 5].map((attempt) => dispose(transient, ladder, { ...history, attempt }));
    expect(steps).toEqual([
      { action: "retry", step: "5s", attempt: 2, failure: transient },
      { action: "retry", step: "30s", attempt: 3, failure: transient },
      { action: "retry", step: "2m", attempt: 4, failure: transient },
      { action: "retry", step: "2m", attempt: 5, failure: transient },
      { action: "dead-letter", exhausted: true, failure: transient },
    ]);
  });

  const decide = (failure: FailureFacts, on: RetryLadder, { attempt, ...rest }: typeof history) =>
    againInPlace(failure, on, attempt) ?? dispose(failure, on, { attempt, ...rest });

  test("the first failures are tried again in place, unless the handler asked for time; then the ladder begins at its first step", () => {
    const hasty = { ...ladder, immediate: 2 };
    const ends = [1, 2, 3, 4, 5].map((attempt) => decide(transient, hasty, { ...history, attempt }));
    expect(ends).toMatchObject([
      { action: "again", attempt: 2 },
      { action: "again", attempt: 3 },
      { action: "retry", step: "5s", attempt: 4 },
      { action: "retry", step: "30s", attempt: 5 },
      { action: "dead-letter", exhausted: true },
    ]);
    expect(decide({ ...transient, later: true }, hasty, history)).toMatchObject({ action: "retry", step: "5s" });
    expect(decide(transient, { ...hasty, attempts: 1 }, history)).toMatchObject({ action: "dead-letter" });
  });

  test("a step that the handler asked for is taken, and counts", () => {
    const asked = { ...transient, step: "2m" };
    expect(dispose(asked, ladder, history)).toEqual({ action: "retry", step: "2m", attempt: 2, failure: asked });
  });

  test("throttling costs no attempt, until patience ends", () => {
    const throttled: FailureFacts = { class: "throttled", reason: "quota", step: "30s" };
    expect(dispose(throttled, ladder, { ...history, attempt: 5 })).toMatchObject({
      action: "retry",
      step: "30s",
      attempt: 5,
    });
    expect(dispose(throttled, ladder, { ...history, waited: 24 * HOUR })).toMatchObject({
      action: "dead-letter",
      exhausted: true,
    });
  });

  test("a version newer than the build waits on the longest step, until patience ends", () => {
    const newer: FailureFacts = { class: "newer-than-build", reason: "newer-than-build" };
    expect(dispose(newer, ladder, history)).toMatchObject({ action: "retry", step: "2m", attempt: 1 });
    expect(dispose(newer, ladder, { ...history, waited: 24 * HOUR })).toMatchObject({ action: "dead-letter" });
  });

  test("a queue without a ladder dead-letters instead of losing", () => {
    expect(dispose(transient, { steps: [], attempts: 3 }, history)).toMatchObject({ action: "dead-letter" });
  });
});
