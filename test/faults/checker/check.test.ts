import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../subject.js";
import { type Account, check } from "./check.js";

const clean: Account = { published: [], handled: [], left: [], deadLettered: [], destroyed: [], queueless: [] };
const sent = (id: string, outcome: Outcome | undefined, queues = ["a", "b"]) => ({ id, queues, outcome });
const at = (id: string, ...queues: string[]) => queues.map((queue) => ({ id, queue }));

describe("what was confirmed is found in each of its queues", () => {
  test("handled in one and left in the other is nothing lost", () => {
    const verdict = check({ ...clean, published: [sent("1", "confirmed")], handled: at("1", "a"), left: at("1", "b") });
    expect(verdict).toMatchObject({ attempted: 1, confirmed: 1, lost: [], invented: [], duplicated: 0 });
  });

  test("a dead letter is not lost", () => {
    const verdict = check({ ...clean, published: [sent("1", "confirmed", ["a"])], deadLettered: at("1", "a") });
    expect(verdict).toMatchObject({ lost: [], deadLettered: 1 });
  });

  test("a planted loss in one queue of two is named", () => {
    expect(check({ ...clean, published: [sent("1", "confirmed")], handled: at("1", "a") }).lost).toEqual(["b 1"]);
  });

  test("what a deleted queue held is told apart, and what came after is lost", () => {
    const published = [sent("1", "confirmed", ["a"]), sent("2", "confirmed", ["a"])];
    expect(check({ ...clean, published, destroyed: at("1", "a") })).toMatchObject({
      destroyed: ["a 1"],
      lost: ["a 2"],
    });
  });

  test("what was sent while its queue was away is told apart for that queue alone", () => {
    const verdict = check({ ...clean, published: [sent("1", "confirmed")], queueless: at("1", "a") });
    expect(verdict).toMatchObject({ queueless: ["a 1"], destroyed: [], lost: ["b 1"] });
  });

  test("what was not confirmed cannot be lost", () => {
    const outcomes: readonly Outcome[] = ["returned", "nacked", "unknown", "not-sent"];
    expect(check({ ...clean, published: outcomes.map((outcome) => sent(outcome, outcome)) }).lost).toEqual([]);
  });
});

describe("what nobody has published is an invention", () => {
  test("a planted id", () => {
    expect(check({ ...clean, handled: at("9", "a") }).invented).toEqual(["a 9"]);
  });

  test("a copy in a queue that it does not belong in", () => {
    expect(
      check({ ...clean, published: [sent("1", "confirmed", ["a"])], handled: at("1", "a", "c") }).invented,
    ).toEqual(["c 1"]);
  });

  test("one that its caller was told was not sent", () => {
    expect(check({ ...clean, published: [sent("1", "not-sent", ["a"])], left: at("1", "a") }).invented).toEqual([
      "a 1",
    ]);
  });
});

test("each handling beyond the first is a duplicate, for each queue by itself", () => {
  const handled = [...at("1", "a", "b"), ...at("1", "a"), ...at("1", "a")];
  expect(check({ ...clean, published: [sent("1", "confirmed")], handled }).duplicated).toBe(2);
});

test("unknown outcomes and those that nobody was told are reconciled", () => {
  const published = [sent("1", "unknown"), sent("2", undefined), sent("3", "unknown")];
  const verdict = check({ ...clean, published, handled: [...at("1", "a", "b"), ...at("2", "a")] });
  expect(verdict.unknown).toEqual({ all: 3, stored: 1, partly: 1, absent: 1 });
});

test("takes out of any clean round what it likes, and exactly that is lost", () => {
  const round = array(
    record({ outcome: constantFrom<Outcome>("confirmed", "unknown"), drop: integer({ min: 0, max: 3 }) }),
  );
  assert(
    property(round, (messages) => {
      const published = messages.map(({ outcome }, n) => sent(String(n), outcome));
      const copies = messages.flatMap(({ drop, outcome }, n) =>
        at(String(n), "a", "b").map((seen, bit) => ({ seen, outcome, dropped: (drop & (1 << bit)) !== 0 })),
      );
      const verdict = check({
        ...clean,
        published,
        handled: copies.filter(({ dropped }) => !dropped).map(({ seen }) => seen),
      });
      const planted = copies.filter(({ dropped, outcome }) => dropped && outcome === "confirmed");
      expect(verdict.lost).toEqual(planted.map(({ seen }) => `${seen.queue} ${seen.id}`));
      expect(verdict.invented).toEqual([]);
      expect(verdict.unknown.stored + verdict.unknown.partly + verdict.unknown.absent).toBe(verdict.unknown.all);
    }),
  );
});
