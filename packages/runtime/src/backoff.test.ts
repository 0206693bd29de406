import fc from "fast-check";
import { expect, test } from "vitest";
import { backoff } from "./backoff.js";

test("a pause lies between 0 and a cap that doubles up to the given one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3, max: 1_000 }),
      fc.integer({ min: 1, max: 60_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, cap, random) => {
        const pause = backoff(attempt, cap, () => random);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(Math.min(cap, 100 * 2 ** Math.min(attempt, 30)));
      },
    ),
  );
});

test("clients that lose their broker together do not come back together", () => {
  const pauses = new Set(Array.from({ length: 200 }, () => backoff(10, 15_000)));
  expect(pauses.size).toBeGreaterThan(150);
});
