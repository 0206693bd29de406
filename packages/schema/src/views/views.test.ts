import { describe, expect, it } from "vitest";
import type { JsonSchema, JsonValue } from "../json.js";
import { locate } from "../location/locate.js";
import { compileReaderView } from "./reader-view.js";
import { dropUndeclared, undeclared } from "./undeclared.js";
import { compileWriterView } from "./writer-view.js";

const schema: JsonSchema = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    money: { type: "object", properties: { amount: { type: "string" } } },
    lines: { type: "array", items: { properties: { sku: {} } } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
};

describe("undeclared names", () => {
  const root = locate(schema);
  const message: JsonValue = {
    id: "1",
    x: 1,
    money: { amount: "1", "a/b": 2 },
    lines: [{ sku: 1 }, { sku: 1, y: 1 }],
    labels: { any: "z" },
  };

  it("are told at closed places only", () => {
    expect(undeclared(root, message)).toEqual(["/x", "/money/a~1b", "/lines/1/y"]);
  });

  it("are dropped without touching the message, and untouched parts are shared", () => {
    const before = structuredClone(message);
    const kept = dropUndeclared(root, message) as typeof message;
    expect(kept).toEqual({ id: "1", money: { amount: "1" }, lines: [{ sku: 1 }, { sku: 1 }], labels: { any: "z" } });
    expect(message).toEqual(before);
    expect(kept.labels).toBe(message.labels);
    expect((kept.lines as JsonValue[])[0]).toBe((message.lines as JsonValue[])[0]);
  });

  it("where there are none, the message itself comes back", () => {
    const clean: JsonValue = { id: "1", labels: { any: "z" }, lines: [{ sku: 1 }] };
    expect(dropUndeclared(root, clean)).toBe(clean);
  });

  it("named __proto__ are names like others", () => {
    const hostile = JSON.parse(
      '{"id":"1","__proto__":{"polluted":1},"labels":{"__proto__":"s"},"money":{"z":1}}',
    ) as JsonValue;
    expect(undeclared(root, hostile)).toEqual(["/__proto__", "/money/z"]);
    const kept = dropUndeclared(root, hostile);
    expect(JSON.stringify(kept)).toBe('{"id":"1","labels":{"__proto__":"s"},"money":{}}');
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  });
});

describe("the writer view", () => {
  const validate = compileWriterView(schema);

  it("refuses an undeclared name and shows only what the schema spells out", () => {
    expect(validate({ id: "1", lines: [{ sku: 1, "Chanda Mwila": 5 }] })).toEqual([
      { pointer: "/lines/0/?", keyword: "undeclared", expected: "only the declared names: sku", found: "integer" },
    ]);
  });

  it("refuses what the schema refuses, and takes the rest", () => {
    expect(validate({})[0]?.keyword).toBe("required");
    expect(validate({ id: "1", labels: { anything: "goes" } })).toEqual([]);
  });

  it("never lets out what oneOf of every reader refuses", () => {
    const either = compileWriterView({
      oneOf: [
        { properties: { a: {} }, required: ["a"] },
        { properties: { a: {}, b: {} }, required: ["a", "b"] },
      ],
    });
    expect(either({ a: 1 })).toEqual([]);
    expect(either({ a: 1, b: 1 })).toHaveLength(1);
  });
});

describe("the reader view", () => {
  it("hands over the message without undeclared names", () => {
    expect(compileReaderView(schema)({ id: "1", later: 5 })).toEqual({ ok: true, value: { id: "1" } });
  });

  it("takes what a stated additionalProperties false refuses, without the name", () => {
    const strict = compileReaderView({ properties: { a: {} }, additionalProperties: false });
    expect(strict({ a: 1, later: 5 })).toEqual({ ok: true, value: { a: 1 } });
  });

  it("hands over the message as it came where only that is valid", () => {
    const counted = compileReaderView({ properties: { a: {} }, minProperties: 2 });
    expect(counted({ a: 1, later: 5 })).toEqual({ ok: true, value: { a: 1, later: 5 } });
  });

  it("refuses what is invalid either way", () => {
    expect(compileReaderView(schema)({ later: 5 })).toEqual({
      ok: false,
      violations: [{ pointer: "/id", keyword: "required", expected: "present", found: "absent" }],
    });
  });
});
