import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findInstance, isSubset } from "./index.js";

const number = (schema: object): unknown => {
  const found = findInstance({ type: "number", ...schema });
  return found.kind === "found" ? found.value : found.kind;
};

describe("numbers", () => {
  it.each<[object, unknown]>([
    [{ minimum: 3, maximum: 3 }, 3],
    [{ exclusiveMinimum: 3, maximum: 3 }, "none"],
    [{ type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 4 }, "none"],
    [{ multipleOf: 0.1, exclusiveMinimum: 0.4, exclusiveMaximum: 0.6 }, 0.5],
    [{ multipleOf: 6, minimum: 1, not: { multipleOf: 4 } }, 6],
    [{ multipleOf: 6, not: { multipleOf: 3 } }, "none"],
    [{ enum: [1, 1.5, 2], not: { type: "integer" } }, 1.5],
    [{ minimum: 1e308, exclusiveMinimum: 1e308 }, 1.1e308],
    [{ allOf: [{ multipleOf: 4 }, { multipleOf: 6 }], minimum: 1, maximum: 11 }, "none"],
    [{ allOf: [{ multipleOf: 4 }, { multipleOf: 6 }], minimum: 1, maximum: 12 }, 12],
  ])("%j holds for %j", (schema, expected) => {
    expect(number(schema)).toEqual(expected);
  });

  it("calculates in decimals, not in doubles", () => {
    expect(isSubset({ type: "number", multipleOf: 0.1 }, { multipleOf: 0.01 })).toEqual({ verdict: "subset" });
    expect(isSubset({ const: 1.0 }, { type: "integer" })).toEqual({ verdict: "subset" });
    expect(isSubset({ const: -0 }, { const: 0 })).toEqual({ verdict: "subset" });
  });

  it("agrees with a look at every candidate", () => {
    const bound = fc.integer({ min: -6, max: 6 });
    const step = fc.constantFrom(1, 2, 3, 4);
    fc.assert(
      fc.property(bound, bound, step, step, fc.boolean(), (minimum, maximum, multipleOf, other, exclusive) => {
        const schema = {
          type: "integer",
          minimum,
          ...(exclusive ? { exclusiveMaximum: maximum } : { maximum }),
          multipleOf,
          not: { multipleOf: other },
        };
        const fits = (value: number): boolean =>
          value >= minimum &&
          (exclusive ? value < maximum : value <= maximum) &&
          value % multipleOf === 0 &&
          value % other !== 0;
        const any = Array.from({ length: 13 }, (_, index) => index - 6).some(fits);
        const found = findInstance(schema);
        expect(found.kind).toBe(any ? "found" : "none");
      }),
      { numRuns: 400 },
    );
  });
});
