import { expect, test } from "vitest";
import { literal, literalType, stringLiteral } from "./literal.js";

test.each(['"; process.exit(1); "', "line\nbreak", "\u2028", "\u202ehidden", "\u0000", "\ud800", "*/"])(
  "%j comes back from its literal, with nothing invisible in it",
  (text) => {
    const written = stringLiteral(text);
    expect(JSON.parse(written)).toBe(text);
    expect(written).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  },
);

test("an object literal is the object, whatever its keys are called", () => {
  const value = JSON.parse(
    '{ "__proto__": { "a": 1 }, "b c": [true, null, -1.5e21], "constructor": "x", "long": ["' +
      "x".repeat(120) +
      '"] }',
  );
  const evaluated: unknown = new Function(`return (${literal(value)});`)();
  expect(JSON.stringify(evaluated)).toBe(JSON.stringify(value));
  expect(Object.keys(evaluated as object)).toContain("__proto__");
});

test("the type of a constant is the constant", () => {
  expect(literalType({ a: [1, "b", null], "c d": {} })).toBe(
    '{ readonly a: readonly [1, "b", null]; readonly "c d": Record<string, never> }',
  );
});
