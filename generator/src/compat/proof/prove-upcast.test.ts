import { type JsonSchema, type JsonValue, mapEnum, rename, set, splitBy, toDecimalString } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { proveUpcast } from "./prove-upcast.js";
import type { BatchUpcast, UpcastOutcome } from "./upcast-outcome.js";

const COUNT = 1_000;

const object = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)): JsonSchema => ({
  type: "object",
  required,
  properties,
});

const before = object(
  {
    id: { type: "string", format: "uuid" },
    amount: { type: "number" },
    note: { type: ["string", "null"], maxLength: 10 },
    lines: { type: "array", maxItems: 3, items: object({ sku: { type: "string" } }) },
  },
  ["id", "amount"],
);

const prove = (after: JsonSchema, upcast: Parameters<typeof proveUpcast>[0]["upcast"], from: JsonSchema = before) =>
  proveUpcast({ from: { version: 1, schema: from }, to: { version: 2, schema: after }, upcast, count: COUNT });

const each =
  (answer: (message: Record<string, JsonValue>) => UpcastOutcome): BatchUpcast =>
  (messages) =>
    Promise.resolve(messages.map((message) => answer(message as Record<string, JsonValue>)));

describe("an upcaster is proved", () => {
  const text = { type: "string", pattern: "^-?\\d+\\.\\d{2}$" };

  test("where every message comes out valid or is refused; why they are refused is counted", async () => {
    const proof = await prove(object({ id: {}, amount: text }), [toDecimalString("/amount", 2)]);
    expect(proof).toMatchObject({ proved: true, problem: null, counterexample: null, wrong: 0, generated: COUNT });
    expect(proof.valid + proof.refused).toBe(COUNT);
    expect(proof.valid).toBeGreaterThan(COUNT / 10);
    expect(proof.distinct).toBeGreaterThan(COUNT / 2);
    expect(proof.refusals.map(({ pointer }) => pointer)).toContain("/amount");
    expect(proof.refusals.map(({ reason }) => reason)).toContain(
      "toDecimalString: the number has more than 2 digits after the point",
    );
    expect(proof.refusals.reduce((sum, { count }) => sum + count, 0)).toBe(proof.refused);
    const counts = proof.refusals.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  test("on the same messages every time", async () => {
    const seen: JsonValue[][] = [];
    const watch: BatchUpcast = (messages) => {
      seen.push([...messages]);
      return Promise.resolve(messages.map((value) => ({ kind: "cast", value })));
    };
    await prove(true, watch);
    const first = seen.splice(0);
    await prove(true, watch);
    expect(seen).toEqual(first);
  });

  test("on few messages where there are no more, and says so", async () => {
    const proof = await prove(true, [], object({ answer: { enum: ["yes", "no", "perhaps"] } }));
    expect(proof).toMatchObject({ proved: true, generated: COUNT, distinct: 3 });
  });

  test("on messages that its steps can answer too, where luck would hardly make one", async () => {
    const from = object({
      lines: { type: "array", minItems: 1, items: object({ code: { type: "string" }, kind: { type: "string" } }) },
    });
    const steps = [
      splitBy("/lines/*/code", "(?<area>[A-Z]{3})-(?<number>\\d{4})"),
      mapEnum("/lines/*/kind", { seldom: "SELDOM" }),
    ];
    const line = object({ area: {}, number: {}, kind: { const: "SELDOM" } });
    const proof = await prove(object({ lines: { type: "array", items: line } }), steps, from);
    expect(proof).toMatchObject({ proved: true });
    expect(proof.valid).toBeGreaterThan(COUNT / 10);
    expect(proof.refused).toBeGreaterThan(COUNT / 10);
  });

  test("in arrays too: refusals there are counted for all elements together", async () => {
    const lines = { lines: { type: "array", maxItems: 3, items: object({ price: { type: "number" } }) } };
    const proof = await prove(true, [toDecimalString("/lines/*/price", 2)], object(lines));
    expect(new Set(proof.refusals.map(({ pointer }) => pointer))).toEqual(new Set(["/lines/*/price"]));
  });
});

describe("an upcaster is not proved, and a small message shows it,", () => {
  const id = "00000000-0000-0000-0000-000000000000";

  test("where what comes out is invalid", async () => {
    const proof = await prove(object({ id: {}, amount: { type: "number", maximum: 1000 } }), []);
    expect(proof).toMatchObject({ proved: false, problem: { kind: "wrong" } });
    const { message, ...found } = proof.counterexample!;
    expect(Object.keys(message as object).sort()).toEqual(["amount", "id"]);
    expect(found).toMatchObject({ wrong: "invalid", upcasted: message });
    expect(found.violations).toMatchObject([{ pointer: "/amount", keyword: "maximum" }]);
    expect(found.detail).toBe('What comes out is invalid at "/amount": expected a number <= 1000, found integer.');
  });

  test("where the next version wants what only some messages have", async () => {
    const proof = await prove(object({ id: {}, remark: {} }), [rename("/note", "remark")]);
    expect(proof.counterexample?.message).toEqual({ id: expect.any(String), amount: 0 });
    expect(proof.counterexample?.violations).toMatchObject([{ pointer: "/remark", keyword: "required" }]);
  });

  test("where a null is carried to where none may be", async () => {
    const after = object({ remark: { type: "string" } }, []);
    const proof = await prove(after, [rename("/note", "remark")]);
    expect(proof.counterexample?.message).toEqual({ id: expect.any(String), amount: 0, note: null });
  });

  test("where a text does not fit by one character", async () => {
    const after = object({ remark: { type: ["string", "null"], maxLength: 9 } }, []);
    const proof = await prove(after, [rename("/note", "remark")]);
    expect(proof.counterexample?.message).toEqual({ id: expect.any(String), amount: 0, note: "aaaaaaaaaa" });
  });

  test("where it throws", async () => {
    const proof = await prove(
      true,
      each(({ lines, ...rest }) =>
        Array.isArray(lines) && lines.length === 0
          ? { kind: "failed", fault: "threw", detail: "The upcaster threw TypeError." }
          : { kind: "cast", value: rest },
      ),
    );
    expect(proof.problem).toEqual({ kind: "wrong", text: "The upcaster threw TypeError." });
    expect(proof.counterexample).toMatchObject({ message: { amount: 0, lines: [] }, wrong: "threw", violations: [] });
    expect(proof.counterexample).not.toHaveProperty("upcasted");
  });

  test("where an undeclared name of a message stands where the next version has a meaning for it", async () => {
    const open = object({ id: { const: id } });
    const loose: JsonSchema = { ...(open as object), additionalProperties: true };
    const after = object({ currency: { type: "string" } }, []);
    const proof = await prove(after, [], loose);
    expect(proof.counterexample?.message).toEqual({ id, currency: expect.not.stringMatching("") });
    // At a closed place the name is dropped on reading.
    expect(await prove(after, [], open)).toMatchObject({ proved: true });
    // A step that makes it refuses such a message.
    const invented = await prove(after, [set("/currency", "ZMW", "all amounts were in kwacha")], loose);
    expect(invented).toMatchObject({ proved: true });
    expect(invented.refusals).toMatchObject([{ pointer: "/currency" }]);
  });
});

describe("an upcaster is not proved", () => {
  test("where every message is refused", async () => {
    const never = each(() => ({ kind: "refused", pointer: "/id", reason: "no" }));
    expect(await prove(true, never)).toMatchObject({
      proved: false,
      valid: 0,
      refused: COUNT,
      problem: { kind: "all-refused" },
      refusals: [{ pointer: "/id", reason: "no", count: COUNT }],
    });
  });

  test("where no message can be made", async () => {
    expect(await prove(true, [], { type: "string", not: {} })).toMatchObject({
      proved: false,
      generated: 0,
      problem: { kind: "no-message" },
    });
  });

  test("where hardly any message can be made, rather than to search for ever", async () => {
    const rare: JsonSchema = { type: "integer", not: { not: { const: 1234567 } }, minimum: 1234567 };
    const proof = await prove(true, [], rare);
    expect(proof).toMatchObject({ proved: false, problem: { kind: "too-few" } });
  });
});
