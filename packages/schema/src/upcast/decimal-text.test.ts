import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText } from "./decimal-text.js";

describe("decimalText", () => {
  it.each([
    [0, 2, "0.00"],
    [-0, 2, "0.00"],
    [12, 0, "12"],
    [12.5, 2, "12.50"],
    [-12.34, 2, "-12.34"],
    [0.05, 2, "0.05"],
    [1e-7, 7, "0.0000001"],
    [1.5e-7, 8, "0.00000015"],
    [9007199254740991, 0, "9007199254740991"],
    [9999999999999, 2, "9999999999999.00"],
    [1234567890123.45, 2, "1234567890123.45"],
    [1e13, 1, "10000000000000.0"],
  ])("writes %d at scale %d as %s", (value, scale, text) => {
    expect(decimalText(value, scale)).toEqual({ ok: true, text });
  });

  it.each([
    [1234.565, 2, "more than 2 digits"],
    [0.1 + 0.2, 2, "more than 2 digits"],
    [1e-7, 2, "more than 2 digits"],
    [0.5, 0, "more than 0 digits"],
    [Number("9007199254740993"), 2, "beyond 2^53"],
    [-1e21, 0, "beyond 2^53"],
    [Number("90071992547409.91"), 2, "too many digits"],
    [Number("90071992547409.93"), 2, "too many digits"],
    [9007199254740991, 2, "too many digits"],
    [1e15, 1, "too many digits"],
    [Number.NaN, 2, "not finite"],
    [Number.POSITIVE_INFINITY, 2, "not finite"],
  ])("refuses %d at scale %d: %s", (value, scale, reason) => {
    const decimal = decimalText(value, scale);
    expect(decimal.ok).toBe(false);
    expect(decimal.ok ? "" : decimal.reason).toContain(reason);
  });

  it("gives back the very cents that were sent, for any amount of up to 15 digits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), (cents) => {
        const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
        const sent = `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(decimalText(Number(sent), 2)).toEqual({ ok: true, text: sent });
      }),
    );
  });

  it("answers with a text of the same value, or not at all", () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 0, max: 20 }), (value, scale) => {
        const decimal = decimalText(value, scale);
        if (!decimal.ok) return;
        expect(Number(decimal.text)).toBe(value === 0 ? 0 : value);
        expect(decimal.text.split(".")[1]?.length ?? 0).toBe(scale);
      }),
      { numRuns: 2000 },
    );
  });
});
