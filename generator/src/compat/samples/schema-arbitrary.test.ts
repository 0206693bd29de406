import {
  compileReaderView,
  compileValidator,
  type JsonSchema,
  type JsonValue,
  locate,
  undeclared,
} from "@insaka/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemaArbitrary } from "./schema-arbitrary.js";

const schema: JsonSchema = {
  type: "object",
  required: ["id", "amount"],
  properties: {
    id: { type: "string", format: "uuid" },
    amount: { type: "number" },
    months: { type: "integer", minimum: 1, maximum: 60 },
    note: { type: ["string", "null"], minLength: 1, maxLength: 5 },
    nrc: { type: "string", pattern: "^\\d{6}/\\d{2}/\\d$" },
    born: { type: "string", format: "date" },
    at: { type: "string", format: "date-time" },
    mail: { type: "string", format: "email" },
    kind: { oneOf: [{ const: "a" }, { enum: ["b", "c"] }] },
    lines: { type: "array", maxItems: 3, items: { $ref: "#/definitions/line" } },
  },
  definitions: {
    line: {
      type: "object",
      required: ["sku"],
      properties: { sku: { type: "string" }, sub: { $ref: "#/definitions/line" } },
    },
  },
};

type Message = { readonly [name: string]: JsonValue };
const runs = { numRuns: 2000, seed: 7 };
const messages = fc.sample(schemaArbitrary(schema), runs) as Message[];
const count = (test: (message: Message) => boolean) => messages.filter(test).length;

describe("schemaArbitrary", () => {
  it("makes valid instances only", () => {
    const validate = compileValidator(schema);
    expect(messages.filter((message) => validate(message).length > 0)).toEqual([]);
  });

  it.each(["months", "note", "nrc", "born", "at", "mail", "kind", "lines"])(
    "leaves out the optional %s and puts it in",
    (name) => {
      expect(count((message) => Object.hasOwn(message, name))).toBeGreaterThan(200);
      expect(count((message) => !Object.hasOwn(message, name))).toBeGreaterThan(200);
    },
  );

  it.each<[string, (message: Message) => boolean]>([
    ["zero", ({ amount }) => Object.is(amount, 0)],
    ["minus zero", ({ amount }) => Object.is(amount, -0)],
    ["an inexact sum", ({ amount }) => amount === 0.1 + 0.2],
    ["half a cent", ({ amount }) => amount === 1234.565],
    ["an exponent", ({ amount }) => amount === 1e21],
    ["a number beyond 2^53", ({ amount }) => amount === Number("9007199254740993")],
    ["an amount of two decimals", ({ amount }) => /^-?\d+\.\d{1,2}$/.test(String(amount))],
    ["the least number", ({ months }) => months === 1],
    ["the greatest number", ({ months }) => months === 60],
    ["the shortest text", ({ note }) => typeof note === "string" && [...note].length === 1],
    ["the longest text", ({ note }) => typeof note === "string" && [...note].length === 5],
    ["an allowed null", ({ note }) => note === null],
    ["a text beyond ASCII", ({ note }) => typeof note === "string" && /[^\p{ASCII}]/u.test(note)],
    ["a leap day", ({ born }) => typeof born === "string" && born.endsWith("-02-29")],
    ["each branch", ({ kind }) => kind === "a"],
    ["each branch", ({ kind }) => kind === "c"],
    ["an empty array", ({ lines }) => Array.isArray(lines) && lines.length === 0],
    ["a full array", ({ lines }) => Array.isArray(lines) && lines.length === 3],
  ])("makes %s", (_, test) => {
    expect(count(test)).toBeGreaterThan(10);
  });

  it("for a reader, makes undeclared names at closed places, all of them accepted", () => {
    const read = compileReaderView(schema);
    const root = locate(schema);
    const forReaders = fc.sample(schemaArbitrary(schema, { reader: true }), runs);
    expect(forReaders.filter((message) => !read(message).ok)).toEqual([]);
    expect(forReaders.filter((message) => undeclared(root, message).length > 0).length).toBeGreaterThan(500);
    expect(forReaders.filter((message) => undeclared(root, message).length === 0).length).toBeGreaterThan(200);
  });

  it("says so where there is no valid instance", () => {
    expect(() => schemaArbitrary({ type: "string", not: {} })).toThrow("no valid instance");
  });
});
