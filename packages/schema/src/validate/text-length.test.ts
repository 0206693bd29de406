import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileValidator } from "./compile-validator.js";

test("texts are measured in characters, whatever each is made of", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00"), maxLength: 12 });
  const bounds = fc.array(fc.nat(12), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 8, maxLength: 8 }), bounds, (texts, limits) => {
      for (const limit of limits) {
        const [least, most] = [compileValidator({ minLength: limit }), compileValidator({ maxLength: limit })];
        for (const each of texts) {
          const length = [...each].length;
          const found = [least(each).length === 0, most(each).length === 0];
          expect([each, limit, ...found]).toEqual([each, limit, length >= limit, length <= limit]);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("a text of a wrong length is told with the length that is asked for, and what is no text has none", () => {
  const validate = compileValidator({ minLength: 2, maxLength: 3 });
  expect(validate("a")).toEqual([
    { pointer: "", keyword: "minLength", expected: "at least 2 characters", found: "string" },
  ]);
  expect(validate("abcd")).toEqual([
    { pointer: "", keyword: "maxLength", expected: "at most 3 characters", found: "string" },
  ]);
  expect(validate(7)).toEqual([]);
});
