import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder, newest, type Ordered } from "./revision-order.js";

/** Records that came about as releases make them: each after some of those before. */
const histories: fc.Arbitrary<readonly Ordered[]> = fc
  .array(fc.record({ day: fc.integer({ min: 1, max: 28 }), after: fc.array(fc.nat()) }), { maxLength: 12 })
  .map((drafts) =>
    drafts.map(({ day, after }, index) => ({
      id: `id-${(index * 7) % 13}`,
      released: `2026-01-${String(day).padStart(2, "0")}`,
      after: index === 0 ? [] : [...new Set(after.map((number) => `id-${((number % index) * 7) % 13}`))],
    })),
  );

test("each comes after those that it names, whatever the dates and the order of reading", () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (records, luck) => {
      const ordered = inOrder(records);
      const place = new Map(ordered.map(({ id }, index) => [id, index]));
      expect(ordered).toHaveLength(records.length);
      for (const { id, after } of ordered)
        for (const before of after) expect(place.get(before)).toBeLessThan(place.get(id) ?? -1);
      const shuffled = records
        .map((record) => ({ record, key: luck.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ record }) => record);
      expect(inOrder(shuffled)).toEqual(ordered);
    }),
  );
});

test("those that do not know each other stand by date, then id", () => {
  const at = (id: string, released: string, ...after: readonly string[]): Ordered => ({ id, released, after });
  const records = [
    at("c", "2026-01-02", "a"),
    at("b", "2026-01-02", "a"),
    at("d", "2026-01-01", "a"),
    at("a", "2026-01-03"),
  ];
  expect(inOrder(records).map(({ id }) => id)).toEqual(["a", "d", "b", "c"]);
  expect(newest(inOrder(records)).map(({ id }) => id)).toEqual(["d", "b", "c"]);
});

test("a circle, and a record that is gone, hide no other", () => {
  const records = [
    { id: "a", released: "2026-01-01", after: ["b"] },
    { id: "b", released: "2026-01-02", after: ["a", "gone"] },
    { id: "c", released: "2026-01-03", after: ["c"] },
  ];
  expect(inOrder(records)).toHaveLength(3);
});
