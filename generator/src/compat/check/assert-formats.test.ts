import { compileValidator } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { sayFormats } from "./assert-formats.js";

const date = { type: "string", format: "date" } as const;

describe("an asserted format", () => {
  test("is said by the pattern that the validator checks it by", () => {
    const said = sayFormats({ type: "string", format: "uuid" }, "asserted");
    expect(said).not.toHaveProperty("format");
    const validate = compileValidator(said);
    expect(validate("0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03")).toEqual([]);
    expect(validate("0192f0c1").length).toBe(1);
  });

  test("takes no pattern away that stands beside it", () => {
    const validate = compileValidator(
      sayFormats({ format: "uuid", pattern: "^0", allOf: [{ maxLength: 36 }] }, "asserted"),
    );
    expect(validate("0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03")).toEqual([]);
    expect(validate("1192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03").length).toBeGreaterThan(0);
    expect(validate("0192").length).toBeGreaterThan(0);
  });

  test("that a function checks stays where it is", () => {
    const schema = {
      properties: { p: { type: "string", format: "regex" }, d: date },
      definitions: { x: { format: "regex" } },
    };
    const said = sayFormats(schema, "asserted");
    expect(said).toMatchObject({ properties: { p: { format: "regex" } } });
  });

  test("that nobody knows is no promise", () => {
    expect(sayFormats({ format: "no-such-format" }, "asserted")).toEqual({});
    expect(sayFormats({ format: "constructor" }, "asserted")).toEqual({});
  });
});

test("as an annotation, no format says anything, however deep it stands; a property of that name stays", () => {
  const schema = { properties: { format: { format: "uuid", type: "string" }, p: { items: [{ format: "regex" }] } } };
  expect(sayFormats(schema, "annotation")).toEqual({ properties: { format: { type: "string" }, p: { items: [{}] } } });
});
