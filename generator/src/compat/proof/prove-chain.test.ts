import {
  type JsonSchema,
  type JsonValue,
  move,
  remove,
  rename,
  set,
  toDecimalString,
  type UpcastStep,
} from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { compareUpcasts } from "./compare-upcasts.js";
import { proveChain } from "./prove-chain.js";
import type { BatchUpcast } from "./upcast-outcome.js";

const COUNT = 500;
const object = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)): JsonSchema => ({
  type: "object",
  required,
  properties,
});

const text: JsonSchema = { type: "string", pattern: "^-?\\d+\\.\\d{2}$" };
const first = object({ amount: { type: "number" }, code: { type: "string", maxLength: 3 } }, ["amount"]);
const second = object({ amount: text, code: { type: "string" } }, ["amount"]);
const third = object({ total: object({ amount: text, currency: { const: "ZMW" } }) });
const toSecond: readonly UpcastStep[] = [toDecimalString("/amount", 2)];
const toThird: readonly UpcastStep[] = [
  move("/amount", "/total/amount"),
  set("/total/currency", "ZMW", "all amounts were in kwacha"),
  remove("/code"),
];

/** Does with each message what a function of the same name would do in a thread. */
const byFunction =
  (cast: (message: Record<string, JsonValue>) => JsonValue): BatchUpcast =>
  (messages) =>
    Promise.resolve(messages.map((message) => ({ kind: "cast", value: cast(message as Record<string, JsonValue>) })));

const prove = (...chain: (readonly [JsonSchema, readonly UpcastStep[] | BatchUpcast])[]) =>
  proveChain({
    from: { version: 1, schema: first },
    versions: chain.map(([schema, upcast], index) => ({ version: index + 2, schema, upcast })),
    count: COUNT,
  });

describe("a chain", () => {
  test("does the same in one go as version by version, refusals included", async () => {
    const proof = await prove([second, toSecond], [third, toThird]);
    expect(proof).toMatchObject({ from: 1, to: 3, generated: COUNT, proved: true, counterexample: null });
    expect(proof.valid).toBeGreaterThan(COUNT / 10);
    expect(proof.refused).toBeGreaterThan(COUNT / 10);
  });

  test("may have a function anywhere in it", async () => {
    const between = byFunction(({ amount, code }) => ({
      amount: String(amount),
      ...(code === undefined ? {} : { code }),
    }));
    const fourth = object({ sum: third });
    const toFourth = byFunction((message) => ({ sum: message }));
    expect(await prove([second, toSecond], [second, between], [third, toThird], [fourth, toFourth])).toMatchObject({
      to: 5,
      proved: true,
    });
  });

  test("differs where an invalid version on the way is made good later, and a small message shows it", async () => {
    const narrow = object({ amount: text, code: { type: "string", maxLength: 2 } }, ["amount"]);
    const { proved, counterexample } = await prove([narrow, toSecond], [third, toThird]);
    expect(proved).toBe(false);
    expect(counterexample).toEqual({
      message: { amount: 0, code: "aaa" },
      consumer: { none: "invalid in version 2" },
      compiled: { value: { total: { amount: "0.00", currency: "ZMW" } } },
      stepwise: { none: "invalid in version 2" },
    });
  });

  test("differs where a name that is left behind gets another meaning later", async () => {
    // Version 2 knows no code any more, and nobody has removed it; version 3 means something else by it.
    const without = object({ amount: text });
    const again = object({ amount: text, code: { type: "string" } }, ["amount"]);
    const { proved, counterexample } = await prove([without, toSecond], [again, []]);
    expect(proved).toBe(false);
    expect(counterexample).toEqual({
      message: { amount: 0, code: "" },
      consumer: { value: { amount: "0.00", code: "" } },
      compiled: { value: { amount: "0.00", code: "" } },
      stepwise: { value: { amount: "0.00" } },
    });
    // Where it never means anything again, its being there does not matter.
    const silent = object({ sum: text });
    expect(await prove([without, toSecond], [silent, [rename("/amount", "sum")]])).toMatchObject({ proved: true });
  });

  test("differs where a function does something else when it is asked in between", async () => {
    let asked = 0;
    const fickle = byFunction(({ amount }) => ({ amount: amount ?? null, code: asked++ < COUNT * 2 ? "a" : "b" }));
    expect(await prove([second, toSecond], [second, fickle])).toMatchObject({ proved: false });
  });
});

describe("an edited upcaster", () => {
  const compare = (before: readonly UpcastStep[], after: readonly UpcastStep[]) =>
    compareUpcasts({ from: first, to: second, before, after, count: COUNT });

  test("does the same where only its words have changed", async () => {
    const set_ = (because: string) => [set("/code2", "x", because)];
    expect(await compare(set_("because"), set_("why not"))).toEqual({ same: true, generated: COUNT });
  });

  test("is shown to differ by a value, with a small message", async () => {
    expect(await compare(toSecond, [])).toEqual({
      same: false,
      message: { amount: 0 },
      before: { kind: "cast", value: { amount: "0.00" } },
      after: { kind: "cast", value: { amount: 0 } },
    });
  });

  test("is shown to differ by a refusal, with a small message", async () => {
    expect(await compare([toDecimalString("/amount", 3)], [toDecimalString("/amount", 2)])).toMatchObject({
      same: false,
      message: { amount: 0 },
    });
    const found = await compare([rename("/code", "kind")], [rename("/code", "kind"), toDecimalString("/kind", 2)]);
    expect(found).toMatchObject({
      message: { amount: 0, code: "" },
      before: { kind: "cast" },
      after: { kind: "refused", pointer: "/kind" },
    });
  });
});
