import { expect, test } from "vitest";
import type { Fact } from "./fact.js";
import { wrongReadiness } from "./readiness.js";

const ready = (at: number, is: boolean): Fact => ({ k: "ready", at, ready: is });
const down = { who: "publisher", from: 1_000, until: 2_000 } as const;

test("ready while it provably cannot work is wrong, for the process that cannot", () => {
  const samples = { publisher: [ready(500, true), ready(1_500, true)], consumer: [ready(1_500, true)] };
  expect(wrongReadiness(samples, [down], 2_000)).toBe(1);
});

test("not ready is right during a fault and wrong long after all works", () => {
  const samples = { publisher: [ready(1_500, false), ready(33_000, false)], consumer: [ready(2_100, false)] };
  expect(wrongReadiness(samples, [down], 2_000)).toBe(1);
});
