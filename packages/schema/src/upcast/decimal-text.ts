/** A decimal text, or why the number has none that is exact. */
export type DecimalText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** Up to this many significant digits, no two decimals share a double (IEEE 754 binary64). */
const EXACT_DIGITS = 15;

/**
 * Writes a number as the decimal that its sender wrote, with `scale` digits after the point; `-0` is written as zero.
 *
 * Refused as inexact is what may not be the number that was sent: a whole number beyond 2^53 - 1, and one that has more
 * than 15 significant digits *at that scale*, because a neighbouring decimal of the same scale has the same double:
 * 90071992547409.91 arrives as 90071992547409.9. A number with more fractional digits than `scale` is refused rather
 * than rounded.
 */
export function decimalText(value: number, scale: number): DecimalText {
  if (!Number.isFinite(value)) return { ok: false, reason: "the number is not finite" };
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return { ok: false, reason: "the number is beyond 2^53 and inexact" };
  const { whole, fraction } = shortest(Math.abs(value));
  if (fraction.length > scale) return { ok: false, reason: `the number has more than ${scale} digits after the point` };
  if (scale > 0 && significant(whole + fraction.padEnd(scale, "0")) > EXACT_DIGITS)
    return { ok: false, reason: `the number has too many digits to be exact with ${scale} after the point` };
  // "0" rather than "-0": the sign of zero has no meaning for an amount.
  return { ok: true, text: withFraction(value < 0 ? "-" : "", whole, fraction, scale) };
}

/** The shortest decimal that reads back as this number, which is a fraction or below 2^53. */
function shortest(value: number): { readonly whole: string; readonly fraction: string } {
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  if (exponent === undefined) return { whole, fraction };
  // A fraction has an exponent only where it is below 1e-6: the point moves to the left.
  return { whole: "0", fraction: "0".repeat(-Number(exponent) - 1) + whole + fraction };
}

function significant(digits: string): number {
  return digits.length <= EXACT_DIGITS ? digits.length : digits.replace(/^0+/, "").length;
}

function withFraction(sign: string, whole: string, fraction: string, scale: number): string {
  return scale === 0 ? sign + whole : `${sign}${whole}.${fraction.padEnd(scale, "0")}`;
}
