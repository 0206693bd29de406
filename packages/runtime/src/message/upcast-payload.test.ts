import type { JsonValue } from "@insaka/schema";
import { locate } from "@insaka/schema";
import { describe, expect, test, vi } from "vitest";
import { upcastByFunction } from "./upcast-payload.js";
import { refuse } from "./upcaster.js";

const PHONE = "+260971234567";
const source = locate({ type: "object", properties: { phone: { type: "string", "x-personal-data": "contact" } } });
const upcast = (way: (old: { phone: string; parts: string[] }) => unknown, payload: JsonValue = old()) =>
  upcastByFunction(way, source)(payload);
const old = () => ({ phone: PHONE, parts: ["first"] });
const refused = (detail: string) => ({ ok: false, detail });

describe("a function that upcasts", () => {
  test("returns the next version", () => {
    expect(upcast(({ phone }) => ({ contact: { phone } }))).toEqual({
      ok: true,
      payload: { contact: { phone: PHONE } },
    });
  });

  test("refuses with a pointer and a reason, in which personal values are masked", () => {
    expect(upcast(() => refuse("/phone", "unknown network"))).toEqual(refused("/phone: unknown network"));
    expect(upcast(({ phone }) => refuse("/phone", `bad ${phone}`))).toEqual(refused("/phone: bad [personal]"));
    const thrown = () => {
      throw refuse("/phone", "thrown, not returned");
    };
    expect(upcast(thrown)).toEqual(refused("/phone: thrown, not returned"));
  });

  test("keeps of an error its name alone: what it says may quote the payload", () => {
    const failing = (error: unknown) => () => {
      throw error;
    };
    expect(upcast(failing(new RangeError(PHONE)))).toEqual(refused("the upcaster threw RangeError"));
    expect(upcast(failing(Object.assign(new Error(), { name: PHONE })))).toEqual(
      refused("the upcaster threw an error"),
    );
    expect(upcast(failing(PHONE))).toEqual(refused("the upcaster threw a string"));
    const evil = Object.defineProperty(new Error(), "name", { get: failing(new Error()) });
    expect(upcast(failing(evil))).toEqual(refused("the upcaster threw an error"));
  });

  test("cannot spoil what it is given, nor change later what it returned", () => {
    const payload = old();
    const kept = { deep: ["first"] };
    const cast = upcast((given) => {
      given.phone = "";
      given.parts.push("b");
      return kept;
    }, payload);
    kept.deep.push("later");
    expect(payload).toEqual(old());
    expect(cast).toEqual({ ok: true, payload: { deep: ["first"] } });
  });

  test("may leave a property undefined, which is to leave it out", () => {
    expect(upcast(() => ({ a: 1, b: undefined }))).toEqual({ ok: true, payload: { a: 1 } });
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  test.each<[string, unknown]>([
    ["a date", new Date()],
    ["a map", new Map()],
    ["a number that JSON lacks", { score: Number.NaN }],
    ["a bigint", { amount: 1n }],
    ["a function", { toJSON: () => "x" }],
    ["undefined in an array", [undefined]],
    ["a hole in an array", new Array(1)],
    ["a cycle", cycle],
    ["a prototype in disguise", JSON.parse('{"__proto__":{"admin":true}}')],
  ])("that returns %s is refused", (_, returned) => {
    expect(upcast(() => returned)).toEqual(refused("the upcaster returned what is no JSON"));
  });

  test("that returns nothing, or a promise, is refused; the promise's rejection harms nobody", async () => {
    const unhandled = vi.fn();
    process.once("unhandledRejection", unhandled);
    expect(upcast(() => undefined)).toEqual(refused("the upcaster returned nothing"));
    expect(upcast(() => Promise.reject(new Error(PHONE)))).toEqual(refused("the upcaster returned a promise"));
    await new Promise(setImmediate);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
