import type { JsonSchema } from "@insaka/schema";
import { describe, expect, it } from "vitest";
import { documentHeaders, isReservedHeader, laidOver, unwritableHeaders } from "./document-headers.js";

const NONE = new Map<string, JsonSchema>();

describe("documentHeaders", () => {
  it("are those that neither the runtime nor the broker writes", () => {
    const schema = {
      type: "object",
      required: ["x-version", "cause"],
      properties: { "x-version": { type: "integer" }, traceparent: { type: "string" }, cause: { type: "string" } },
    };
    expect(documentHeaders(schema, NONE)).toEqual({
      type: "object",
      required: ["cause"],
      properties: { cause: { type: "string" } },
    });
  });

  it("are none where there are only those, or nothing is known", () => {
    expect(documentHeaders({ properties: { "x-version": { type: "integer" } } }, NONE)).toBeNull();
    expect(documentHeaders(true, NONE)).toBeNull();
  });

  it("are texts, numbers and booleans, by type, by value or by reference; others are named", () => {
    const scalars = {
      a: { type: ["string", "integer"] },
      b: { enum: ["x", 1, true] },
      c: { const: 7 },
      d: { $ref: "#/definitions/Branch" },
    };
    const others = {
      e: { type: "object" },
      f: { type: ["string", "null"] },
      g: { enum: [null] },
      h: {},
      i: { $ref: "#/definitions/Address" },
    };
    const definitions = new Map<string, JsonSchema>([
      ["Branch", { type: "string" }],
      ["Address", { type: "object" }],
    ]);
    const schema = { properties: { ...scalars, ...others }, required: ["a", "e"] } as JsonSchema;
    expect(documentHeaders(schema, definitions)).toEqual({ type: "object", required: ["a"], properties: scalars });
    expect(unwritableHeaders(schema, definitions)).toEqual(["e", "f", "g", "h", "i"]);
  });
});

it.each(["x-version", "x-dead-reason", "x-death", "CC", "x-first-death-queue"])("%s is reserved", (name) => {
  expect(isReservedHeader(name)).toBe(true);
});

it("a branch of one's own is not reserved, whatever it begins with", () => {
  expect(["branch", "x-branch", "x-version-note"].map(isReservedHeader)).toEqual([false, false, false]);
});

describe("laidOver", () => {
  it("merges a message over its traits as RFC 7396 does: objects by name, lists as a whole, null takes away", () => {
    const under = { required: ["a"], properties: { a: { type: "string", description: "A" }, b: { type: "null" } } };
    const over = { required: ["c"], properties: { a: { minLength: 1 }, b: null, c: { type: "integer" } } };
    expect(laidOver(under as JsonSchema, over as never)).toEqual({
      required: ["c"],
      properties: { a: { type: "string", description: "A", minLength: 1 }, c: { type: "integer" } },
    });
    expect(laidOver({ type: "string" }, true)).toBe(true);
  });
});
