import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json.js";
import { compileUpcast } from "./compile-upcast.js";
import { group, mapEnum, move, remove, rename, set, setDefault, splitBy, toDecimalString } from "./constructors.js";
import type { UpcastStep } from "./step.js";

const toPrincipal: readonly UpcastStep[] = [
  toDecimalString("/amount", 2),
  group(["/amount"], "/principal"),
  set("/principal/currency", "ZMW", "version 1 was sold in kwacha only"),
];

describe("compileUpcast", () => {
  it("applies the steps in order", () => {
    expect(compileUpcast(toPrincipal)({ loanId: "1", amount: 1234.5 })).toEqual({
      ok: true,
      value: { loanId: "1", principal: { amount: "1234.50", currency: "ZMW" } },
    });
  });

  it("tells the step, the place and the reason of a refusal, and no value", () => {
    expect(compileUpcast(toPrincipal)({ amount: 1234.565 })).toEqual({
      ok: false,
      refusal: {
        step: 0,
        op: "toDecimalString",
        pointer: "/amount",
        reason: "the number has more than 2 digits after the point",
      },
    });
  });

  it("without steps hands over the message itself", () => {
    const message = { a: 1 };
    const result = compileUpcast([])(message);
    expect(result.ok && result.value).toBe(message);
  });

  it("gives each message its own copy of a constant", () => {
    const upcast = compileUpcast([set("/a", { b: 1 }, "why"), remove("/a/b")]);
    expect(upcast({})).toEqual({ ok: true, value: { a: {} } });
    expect(upcast({})).toEqual({ ok: true, value: { a: {} } });
  });

  it("throws for a step that no document could hold", () => {
    expect(() => compileUpcast([rename("/__proto__", "x")])).toThrow("rename");
  });

  it("cannot reach a prototype, and carries hostile names as data", () => {
    const hostile = JSON.parse('{"a":{"__proto__":{"polluted":true}},"__proto__":{"polluted":true}}') as JsonValue;
    const result = compileUpcast([move("/a", "/b/c")])(hostile);
    expect(result.ok && JSON.stringify(result.value)).toBe(
      '{"__proto__":{"polluted":true},"b":{"c":{"__proto__":{"polluted":true}}}}',
    );
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

const name = fc.constantFrom("a", "b", "c", "d");
const path = fc.oneof(
  name.map((one) => `/${one}`),
  fc.tuple(name, name).map(([one, two]) => `/${one}/${two}`),
);
const anyStep: fc.Arbitrary<UpcastStep> = fc.oneof(
  fc.tuple(path, name).map(([from, to]) => rename(from, to)),
  fc
    .tuple(path, path)
    .filter(([from, to]) => !from.startsWith(`${to}/`))
    .map(([from, to]) => move(from, to)),
  path.map((one) => remove(one)),
  fc.tuple(path, fc.constantFrom<JsonValue>(1, "A B", null, {})).map(([one, value]) => set(one, value, "why")),
  path.map((one) => setDefault(one, "A", "why")),
  path.map((one) => mapEnum(one, { A: "B", B: "A" }, "A")),
  path.map((one) => splitBy(one, "(?<a>\\S+) (?<b>\\S+)")),
  path.map((one) => toDecimalString(one, 2)),
  fc.tuple(path, path).map(([from, into]) => group([from], into)),
);
const scalar = fc.constantFrom<JsonValue>(null, 1, 0.1 + 0.2, "A", "A B");
const message = fc.dictionary(name, fc.oneof(scalar, fc.dictionary(name, scalar, { noNullPrototype: true })), {
  noNullPrototype: true,
});

describe("a chain", () => {
  it("is the same as one part after the other, and never changes its argument", () => {
    let through = 0;
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 4 }),
        fc.array(anyStep, { maxLength: 4 }),
        message,
        (first, second, value) => {
          const before = JSON.stringify(value);
          const whole = compileUpcast([...first, ...second])(value);
          const half = compileUpcast(first)(value);
          const rest = half.ok ? compileUpcast(second)(half.value) : half;
          if (rest.ok) expect(whole).toEqual(rest);
          else
            expect(whole).toEqual({
              ok: false,
              refusal: { ...rest.refusal, step: rest.refusal.step + (half.ok ? first.length : 0) },
            });
          expect(JSON.stringify(value)).toBe(before);
          if (whole.ok) through++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(through).toBeGreaterThan(500);
  });
});
