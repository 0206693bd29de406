import {
  compileReaderView,
  compileValidator,
  type JsonSchema,
  type JsonValue,
  locate,
  undeclared,
} from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { sampleMessages } from "./sample-messages.js";

const money: JsonSchema = {
  type: "object",
  required: ["amount"],
  properties: { amount: { type: "number" }, currency: { enum: ["ZMW", "USD"] } },
};

const schema: JsonSchema = {
  type: "object",
  required: ["id", "price"],
  properties: {
    id: { type: "string", format: "uuid" },
    price: { $ref: "#/definitions/money" },
    months: { type: "integer", minimum: 1, maximum: 60 },
    rate: { type: "number", exclusiveMinimum: 0, maximum: 1 },
    note: { type: ["string", "null"], minLength: 1, maxLength: 500 },
    code: { type: "string", pattern: "^[A-Z]{3}-\\d{2}$" },
    born: { type: "string", format: "date" },
    contact: {
      oneOf: [
        { type: "object", required: ["phone"], properties: { phone: { type: "string" } }, additionalProperties: false },
        { type: "object", required: ["mail"], properties: { mail: { type: "string" } }, additionalProperties: false },
        { type: "boolean" },
      ],
    },
    lines: { type: "array", maxItems: 60, items: { $ref: "#/definitions/money" } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
  definitions: { money },
};

type Message = { readonly [name: string]: JsonValue };
const { samples, systematic } = sampleMessages(schema, { count: 500, names: ["total"] });
const messages = samples.slice(0, systematic).map(({ message }) => message as Message);
const newIn = (made: typeof samples) => made.filter(({ isNew }) => isNew).length;
const all = Object.keys((schema as { properties: object }).properties);
const pricesOf = ({ price, lines }: Message) => [price, ...((lines as JsonValue[] | undefined) ?? [])] as Message[];

describe("the systematic messages", () => {
  test.each(all.filter((name) => name !== "id" && name !== "price"))(
    "have the optional %s alone, and all others without it",
    (name) => {
      const properties = messages.map((message) => Object.keys(message).sort().join());
      expect(properties).toContain(["id", "price", name].sort().join());
      expect(properties).toContain(
        all
          .filter((other) => other !== name)
          .sort()
          .join(),
      );
    },
  );

  test.each<[string, (message: Message) => boolean]>([
    ["nothing that is optional", (message) => Object.keys(message).length === 2],
    ["everything that is optional", (message) => Object.keys(message).length === all.length],
    ["each member of an enum", (message) => pricesOf(message).some(({ currency }) => currency === "USD")],
    ["an optional property within another absent", ({ price }) => !Object.hasOwn(price as object, "currency")],
    ["the first branch", ({ contact }) => Object.hasOwn(Object(contact), "phone")],
    ["the second branch", ({ contact }) => Object.hasOwn(Object(contact), "mail")],
    ["the third branch", ({ contact }) => contact === false],
    ["the least number", ({ months }) => months === 1],
    ["its neighbour", ({ months }) => months === 2],
    ["the greatest number", ({ months }) => months === 60],
    ["the neighbour of the greatest", ({ months }) => months === 59],
    ["the neighbour of a bound that is excluded", ({ rate }) => rate === 0.01],
    ["the shortest text", ({ note }) => note === "a"],
    ["the longest text", ({ note }) => typeof note === "string" && note.length === 500],
    ["an allowed null", ({ note }) => note === null],
    ["a text beyond ASCII", ({ note }) => typeof note === "string" && /[^\p{ASCII}]/u.test(note)],
    ["a text of a pattern", ({ code }) => typeof code === "string"],
    ["a leap day", ({ born }) => born === "2024-02-29"],
    ["the empty array", ({ lines }) => Array.isArray(lines) && lines.length === 0],
    ["an array of one", ({ lines }) => Array.isArray(lines) && lines.length === 1],
    ["an array of two", ({ lines }) => Array.isArray(lines) && lines.length === 2],
    ["the longest array", ({ lines }) => Array.isArray(lines) && lines.length === 60],
    ["a name of the next version where any may stand", ({ labels }) => Object.hasOwn(Object(labels), "total")],
    ["a name of the next version that is undeclared", (message) => Object.hasOwn(message, "total")],
    ["the same further down", ({ price }) => Object.hasOwn(price as object, "total")],
  ])("have %s", (_, holds) => {
    expect(messages.some(holds)).toBe(true);
  });

  test.each([0, -0, 0.1 + 0.2, 1234.565, 1e-7, 1e21, 2 ** 53, -1])("have the amount %d", (amount) => {
    expect(messages.some((message) => pricesOf(message).some((price) => Object.is(price.amount, amount)))).toBe(true);
    expect(messages.some(({ price }) => Object.is((price as Message).amount, amount))).toBe(true);
  });
});

describe("sampleMessages", () => {
  const read = compileReaderView(schema);
  const validate = compileValidator(schema);

  test("makes messages that a reader takes, and tells what is left of them", () => {
    for (const { message, read: seen } of samples) expect(read(message)).toEqual({ ok: true, value: seen });
    const root = locate(schema);
    const strange = samples.filter(({ message }) => undeclared(root, message).length > 0);
    expect(strange.length).toBeGreaterThan(samples.length / 4);
    expect(samples.filter(({ message }) => validate(message).length === 0).length).toBeGreaterThan(samples.length / 4);
  });

  test("makes at least half as many random ones as were asked for, beside the systematic", () => {
    expect(samples.length).toBeGreaterThanOrEqual(systematic + 250);
    expect(newIn(samples)).toBeGreaterThan(systematic / 2);
  });

  test("makes the same for the same schema, and others for another seed", () => {
    const options = { count: 500, names: ["total"] };
    expect(sampleMessages(schema, options)).toEqual({ samples, systematic });
    expect(sampleMessages(structuredClone(schema), options)).toEqual({ samples, systematic });
    expect(sampleMessages(schema, { ...options, seed: 2 }).samples).not.toEqual(samples);
  });

  test("tells how few different messages there are", () => {
    const few = sampleMessages({ enum: ["a", "b", "c"] }, { count: 500 });
    expect(few.systematic).toBe(3);
    expect(few.samples.length).toBe(500);
    expect(newIn(few.samples)).toBe(3);
    expect(sampleMessages(false, { count: 500 })).toEqual({ samples: [], systematic: 0 });
  });

  const again = { $ref: "#" };
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}`, again]));
  const doubled = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => {
      const next = { $ref: `#/definitions/d${index + 1}` };
      return [`d${index}`, { type: "object", required: ["a", "b"], properties: { a: next, b: next } }];
    }),
  );
  test.each<[string, JsonSchema]>([
    ["refers to itself forty times", { type: "object", properties: wide }],
    ["refers to itself in arrays", { type: "array", items: again, minItems: 0 }],
    ["must contain itself", { type: "object", required: ["p1"], properties: wide }],
    ["doubles forty times", { $ref: "#/definitions/d0", definitions: { ...doubled, d40: true } }],
    ["demands a very long array", { type: "array", minItems: 1e9 }],
    ["demands a very long text", { type: "string", minLength: 1e9 }],
    ["combines without end", { allOf: Array.from({ length: 30 }, () => ({ anyOf: [again, { type: "null" }] })) }],
  ])("comes to an end where a schema %s", (_, endless) => {
    const made = sampleMessages(endless, { count: 20 });
    expect(made.samples.length).toBeLessThanOrEqual(20_000);
  });
});
