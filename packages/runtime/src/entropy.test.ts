import { expect, test } from "vitest";
import { randomByte, randomHex } from "./entropy.js";

test("no byte is handed out twice, over many pages", () => {
  const drawn = Array.from({ length: 2_000 }, (_, index) =>
    index % 2 === 0 ? randomHex(12) : Buffer.from(Array.from({ length: 12 }, randomByte)).toString("hex"),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
  for (const each of drawn) expect(each).toMatch(/^[0-9a-f]{24}$/);
});
