import { v7 } from "uuid";
import { randomBytes } from "../entropy.js";

let [last, sequence] = [0, 0];

/**
 * A new message id: a UUIDv7, so that ids sort by time, and those of one process in the order in which they were made.
 * Take one and keep it where the same message may have to be sent again: receivers are idempotent by it.
 * Rule: RFC 9562 sections 5.7 and 6.2, a counter that begins anywhere in the lower half of its range in each millisecond.
 */
export function newMessageId(): string {
  const random = randomBytes(16);
  const now = Date.now();
  if (now > last) {
    last = now;
    sequence =
      ((random[6] ?? 0) & 0x7f) * 0x1_00_00_00 +
      (random[7] ?? 0) * 0x1_00_00 +
      (random[8] ?? 0) * 0x1_00 +
      (random[9] ?? 0);
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: last, seq: sequence });
}
