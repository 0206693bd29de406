import { expect, test } from "vitest";
import { findReferences } from "./find-references.js";

const refs = (value: unknown): readonly string[] =>
  findReferences("f", value).map(({ at, ref }) => `${at.pointer} ${ref}`);

test("finds references in schemas, channels and lists", () => {
  const value = { components: { schemas: { A: { properties: { b: { $ref: "#/x" } }, allOf: [{ $ref: "#/y" }] } } } };
  expect(refs(value)).toEqual(["/components/schemas/A/properties/b #/x", "/components/schemas/A/allOf/0 #/y"]);
});

test("what people call default, examples or $ref is a name, not a keyword", () => {
  const value = {
    channels: { default: { $ref: "#/c" } },
    components: {
      schemas: { examples: { $ref: "#/e" }, S: { properties: { $ref: { $ref: "#/r" }, enum: { $ref: "#/n" } } } },
    },
  };
  expect(refs(value)).toEqual([
    "/channels/default #/c",
    "/components/schemas/examples #/e",
    "/components/schemas/S/properties/$ref #/r",
    "/components/schemas/S/properties/enum #/n",
  ]);
});

test("data is data", () => {
  const data = { $ref: "#/nowhere" };
  expect(refs({ examples: [{ payload: data }], default: data, const: data, enum: [data], "x-own": data })).toEqual([]);
});

test("names what stands beside a reference", () => {
  expect(findReferences("f", { a: { $ref: "#/b", description: "lost", "x-c": 1 } })[0]?.beside).toEqual([
    "description",
    "x-c",
  ]);
});
