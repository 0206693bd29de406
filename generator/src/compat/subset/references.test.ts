import { describe, expect, it } from "vitest";
import { isSubset } from "./index.js";

const URN = "urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed";

/** Where references lead, in the ways of draft-07: a value that is valid there, and one that is not. */
const CASES: readonly (readonly [string, unknown, unknown, unknown])[] = [
  [
    "an $id beside a $ref changes nothing",
    {
      $id: "http://x.test/sibling/base/",
      definitions: {
        foo: { $id: "http://x.test/sibling/foo.json", type: "string" },
        base_foo: { $id: "foo.json", type: "number" },
      },
      allOf: [{ $ref: "foo.json", $id: "http://x.test/sibling/" }],
    },
    1,
    "a",
  ],
  ["a URN", { $id: URN, properties: { foo: { $ref: URN } }, maxProperties: 1 }, { foo: {} }, { foo: { a: 1, b: 2 } }],
  [
    "a pointer below a URN",
    { $id: URN, properties: { foo: { $ref: `${URN}#/definitions/bar` } }, definitions: { bar: { type: "string" } } },
    { foo: "a" },
    { foo: 1 },
  ],
  [
    "a URN with a query",
    {
      $id: "urn:example:weather?=op=map&lat=39.56",
      properties: { foo: { $ref: "#/definitions/bar" } },
      definitions: { bar: { type: "string" } },
    },
    { foo: "a" },
    { foo: 1 },
  ],
  [
    "a file",
    {
      $id: "file:///c:/folder/file.json",
      definitions: { foo: { type: "number" } },
      allOf: [{ $ref: "#/definitions/foo" }],
    },
    1,
    "a",
  ],
  [
    "empty tokens of a pointer",
    {
      definitions: { "": { definitions: { "": { type: "number" } } } },
      allOf: [{ $ref: "#/definitions//definitions/" }],
    },
    1,
    "a",
  ],
  [
    "escapes of a pointer",
    { definitions: { 'a~b/c%d"e': { type: "number" } }, allOf: [{ $ref: "#/definitions/a~0b~1c%25d%22e" }] },
    1,
    "a",
  ],
  [
    "an absolute path",
    {
      $id: "http://x.test/ref/absref.json",
      definitions: {
        a: { $id: "http://x.test/ref/absref/foobar.json", type: "number" },
        b: { $id: "http://x.test/absref/foobar.json", type: "string" },
      },
      allOf: [{ $ref: "/absref/foobar.json" }],
    },
    "a",
    1,
  ],
  [
    "a name within a named schema",
    {
      $id: "http://x.test/root",
      allOf: [{ $ref: "http://x.test/nested.json#foo" }],
      definitions: { A: { $id: "nested.json", definitions: { B: { $id: "#foo", type: "integer" } } } },
    },
    1,
    "a",
  ],
  [
    "dots in a path",
    { $id: "http://x.test/a/b/c", allOf: [{ $ref: "./../d" }], definitions: { d: { $id: "../d", type: "null" } } },
    null,
    1,
  ],
  [
    "a place that is no definition",
    { not: { type: "string" }, properties: { a: { $ref: "#/not" } } },
    { a: "x" },
    { a: 1 },
  ],
  ["an element of a list", { items: [{ type: "integer" }, { $ref: "#/items/0" }] }, [1, 2], [1, "a"]],
  [
    "a place below a keyword that is none",
    { "x-types": { id: { type: "integer" } }, properties: { a: { $ref: "#/x-types/id" } } },
    { a: 1 },
    { a: "x" },
  ],
  [
    "an $id where no schema stands",
    {
      definitions: {
        known: { $id: "http://x.test/mine.json", type: "string" },
        listed: { not: { list_of_schemas: [{ $id: "http://x.test/mine.json", type: "null" }] } },
        held: { enum: [{ $id: "http://x.test/mine.json", type: "integer" }] },
      },
      anyOf: [{ $ref: "#/definitions/listed" }, { $ref: "http://x.test/mine.json" }],
    },
    "a",
    1,
  ],
  ["a property named $ref", { properties: { $ref: { type: "string" } } }, { $ref: "a" }, { $ref: 2 }],
  [
    "a property named $ref that holds one",
    { properties: { $ref: { $ref: "#/definitions/s" } }, definitions: { s: { type: "string" } } },
    { $ref: "a" },
    { $ref: 2 },
  ],
];

describe("references", () => {
  it.each(CASES)("lead to the right schema: %s", (_, schema, valid, invalid) => {
    expect(isSubset({ const: valid }, schema)).toEqual({ verdict: "subset" });
    expect(isSubset({ const: invalid }, schema)).toEqual({ verdict: "not-subset", witness: invalid });
    expect(isSubset(schema, schema)).toEqual({ verdict: "subset" });
  });
});
