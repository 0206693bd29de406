import type { JsonSchema } from "@insaka/schema";
import { expect, test } from "vitest";
import { schemaChanges } from "./schema-changes.js";

const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  properties,
  required,
  type: "object",
});
const text = { type: "string" };
const number = { type: "number" };
const node = (value: JsonSchema): JsonSchema => ({
  $ref: "#/definitions/Node",
  definitions: { Node: object({ value, next: { $ref: "#/definitions/Node" } }) },
});

test.each<[string, JsonSchema, JsonSchema, readonly string[]]>([
  ["nothing", object({ a: text }), object({ a: text }), []],
  ["an optional property", object({}), object({ a: text }), ["/a optional property added (string)"]],
  ["a required property", object({}), object({ a: text }, ["a"]), ["/a required property added (string)"]],
  ["a property less", object({ a: text }, ["a"]), object({}), ["/a property removed"]],
  ["required now", object({ a: text }), object({ a: text }, ["a"]), ["/a required now"]],
  ["optional now", object({ a: text }, ["a"]), object({ a: text }), ["/a optional now"]],
  ["another type", object({ a: number }), object({ a: text }), ["/a type number -> string"]],
  [
    "several types",
    object({ a: text }),
    object({ a: { type: ["null", "string"] } }),
    ["/a type string -> null or string"],
  ],
  [
    "a bound",
    object({ a: { ...text, maxLength: 5 } }),
    object({ a: { ...text, maxLength: 9 } }),
    ["/a maxLength 5 -> 9"],
  ],
  ["a bound more", object({ a: text }), object({ a: { ...text, pattern: "^a b$" } }), ['/a pattern "^a b$" added']],
  ["members of a list", { enum: ["A", "B"] }, { enum: ["B", "C"] }, [" enum gained C", " enum lost A"]],
  ["a list, now", text, { ...text, enum: ["A"] }, [" only A allowed now"]],
  [
    "elements",
    { items: object({}) },
    { items: object({ a: text }) },
    ["/* optional property added (string)".replace("/*", "/*/a")],
  ],
  [
    "undeclared names, now refused",
    object({}),
    { ...Object(object({})), additionalProperties: false },
    [" additionalProperties anything -> nothing"],
  ],
  ["everything", object({}), true, [" object -> anything"]],
  ["a combination", { anyOf: [text] }, { anyOf: [text, number] }, [" anyOf changed"]],
  ["a name with a slash", object({}), object({ "a/b": text }), ["/a~1b optional property added (string)"]],
  ["a circle, once", node(text), node(number), ["/value type string -> number"]],
])("%s", (_, before, after, expected) => {
  expect(schemaChanges(before, after).map(({ pointer, text: what }) => `${pointer} ${what}`)).toEqual(expected);
});

test("a shared type that changes is told wherever it stands, and within combinations", () => {
  const of = (type: JsonSchema): JsonSchema => ({
    definitions: { T: type },
    properties: {
      a: { $ref: "#/definitions/T" },
      b: { $ref: "#/definitions/T" },
      c: { oneOf: [{ $ref: "#/definitions/T" }] },
    },
  });
  const found = schemaChanges(of(text), of(number)).map(({ pointer, text: what }) => `${pointer} ${what}`);
  expect(found).toEqual(["/a type string -> number", "/b type string -> number", "/c oneOf changed"]);
});

test("schemas that refer to themselves from many sides come to an end", () => {
  const names = Array.from({ length: 12 }, (_, index) => `T${index}`);
  const all = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]));
  const of = (type: string): JsonSchema => ({
    $ref: "#/definitions/T0",
    definitions: Object.fromEntries(names.map((name) => [name, object({ ...all, x: { type } })])),
  });
  expect(schemaChanges(of("string"), of("number"))[0]).toEqual({ pointer: "/x", text: "type string -> number" });
});
