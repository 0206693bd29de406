import type { JsonValue } from "@insaka/schema";

/** The same for equal messages only: JSON, in which `-0` is not `0`. */
export function messageKey(message: JsonValue): string {
  return JSON.stringify(message, (_, value: unknown) => (Object.is(value, -0) ? "\u0000-0" : value));
}
