/** A decimal text, or why the number has none that is exact. */
export type DecimalText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** Up to this many significant digits, no two decimals share a double (IEEE 754 binary64). */
const EXACT_DIGITS = 15;

/**
 * Writes a number as the decimal that its sender wrote, with `scale` digits after the point; `-0` is written as zero.
 *
 * Refused as inexact is what may not be the number that was sent: a whole number beyond 2^53 - 1, and a fraction of
 * more than 15 significant digits, because a neighbouring decimal has the same double. A number with more fractional
 * digits than `scale` is refused rather than rounded.
 */
export function decimalText(value: number, scale: number): DecimalText {
  if (!Number.isFinite(value)) return { ok: false, reason: "the number is not finite" };
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) return { ok: false, reason: "the number is beyond 2^53 and inexact" };
    // "0" rather than "-0": the sign of zero has no meaning for an amount.
    return { ok: true, text: withFraction(value < 0 ? "-" : "", String(Math.abs(value)), "", scale) };
  }
  const { sign, digits, exponent } = shortest(value);
  const places = digits.length - 1 - exponent;
  if (places > scale) return { ok: false, reason: `the number has more than ${scale} digits after the point` };
  if (digits.length > EXACT_DIGITS) return { ok: false, reason: "the number has too many digits to be exact" };
  const padded = digits.padStart(places + 1, "0");
  return { ok: true, text: withFraction(sign, padded.slice(0, -places), padded.slice(-places), scale) };
}

/** The shortest decimal that reads back as this number, as significant digits and a power of ten. */
function shortest(value: number): { sign: string; digits: string; exponent: number } {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { sign: value < 0 ? "-" : "", digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

function withFraction(sign: string, whole: string, fraction: string, scale: number): string {
  return scale === 0 ? sign + whole : `${sign}${whole}.${fraction.padEnd(scale, "0")}`;
}
