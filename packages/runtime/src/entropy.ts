import { randomFillSync } from "node:crypto";

/** Random bytes are asked of the system by the page: asking costs microseconds, and a message needs 40 of them. */
const PAGE: Buffer = Buffer.allocUnsafeSlow(4_096);
let used = PAGE.length;

/** Where `size` random bytes stand in the page, never to be handed out again. */
function take(size: number): number {
  if (used + size > PAGE.length) {
    randomFillSync(PAGE);
    used = 0;
  }
  const at = used;
  used += size;
  return at;
}

/** Random bytes, good for cryptography. A view, to be read at once: the bytes change when the page is filled again. */
export function randomBytes(size: number): Uint8Array {
  const at = take(size);
  return PAGE.subarray(at, at + size);
}

/** As many random bytes, as lower-case hexadecimal digits. */
export function randomHex(size: number): string {
  const at = take(size);
  return PAGE.toString("hex", at, at + size);
}
