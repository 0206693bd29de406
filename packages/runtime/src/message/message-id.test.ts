import { expect, test } from "vitest";
import { newMessageId } from "./message-id.js";

test("an id is a UUIDv7 of now, none comes twice, and they sort in the order in which they were made", () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newMessageId);
  const after = Date.now();
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  const times = [ids[0], ids.at(-1)].map((id) => Number.parseInt((id ?? "").replace("-", "").slice(0, 12), 16));
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times[1]).toBeLessThanOrEqual(after);
});
