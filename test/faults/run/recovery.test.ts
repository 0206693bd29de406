import { expect, test } from "vitest";
import type { Fact } from "./fact.js";
import { longestPauses, recovered } from "./recovery.js";

const attempt = (id: string, at: number): Fact => ({ k: "attempt", at, id, kind: "loanApproved" });
const confirmed = (id: string, at: number): Fact => ({ k: "outcome", at, id, outcome: "confirmed" });
const handled = (id: string, at: number): Fact => ({ k: "handled", at, id, queue: "a", attempt: 1 });

test("recovery ends with a message that was published after the fault, and a slow consumer is told apart", () => {
  const publisher = [attempt("old", 1), attempt("new", 105), confirmed("old", 110), confirmed("new", 120)];
  const consumer = [handled("old", 130), handled("new", 900)];
  expect(recovered(publisher, consumer, 100)).toEqual({ confirms: 20, handles: 30, whole: 800 });
  expect(recovered(publisher, [handled("old", 130)], 100)).toBeUndefined();
});

test("a pause counts from the beginning of the fault to the end of the load", () => {
  const publisher = [confirmed("1", 90), confirmed("2", 150), confirmed("3", 190)];
  const consumer = [handled("1", 95), handled("2", 110), handled("3", 195)];
  expect(longestPauses(publisher, consumer, 100, 200)).toEqual({ confirms: 50, handles: 85, whole: 85 });
  expect(longestPauses(publisher, [handled("1", 110)], 100, 200).handles).toBe(90);
});
