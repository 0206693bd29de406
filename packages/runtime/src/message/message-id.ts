import { v7 } from "uuid";

/**
 * A new message id: a UUIDv7, so that ids sort by time.
 * Take one and keep it where the same message may have to be sent again: receivers are idempotent by it.
 */
export function newMessageId(): string {
  return v7();
}
