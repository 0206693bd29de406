import { randomFillSync } from "node:crypto";

/**
 * Random bytes are asked of the system by the page, and written out by the page: asking costs microseconds, writing a few costs as
 * much as writing hundreds, and a message needs 30 of them.
 */
const PAGE: Buffer = Buffer.allocUnsafeSlow(4_096);
let digits = "";
let used = PAGE.length;

/** Where `size` random bytes stand in the page, never to be handed out again. */
function take(size: number): number {
  if (used + size > PAGE.length) {
    randomFillSync(PAGE);
    digits = PAGE.toString("hex");
    used = 0;
  }
  const at = used;
  used += size;
  return at;
}

/** A random byte, good for cryptography. */
export function randomByte(): number {
  return PAGE[take(1)] ?? 0;
}

/** As many random bytes, at most a page, as lower-case hexadecimal digits. */
export function randomHex(size: number): string {
  const at = take(size);
  return digits.slice(2 * at, 2 * (at + size));
}
