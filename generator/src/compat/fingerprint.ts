import { createHash } from "node:crypto";

/**
 * Tells one change from every other, for an approval to be bound to: the same however often the check runs and whatever
 * commits come in between, as long as rule, message and both sides stay as they are.
 * @param change - what the finding rests on, before and after: schemas, names, digests. What has nothing to do with the finding
 *   should not be in it: an approval would be lost by a change that it has no bearing on.
 * @returns 16 hex digits
 */
export function fingerprintOf(
  rule: string,
  message: string | null,
  version: number | null,
  change: readonly (string | null)[],
): string {
  const text = JSON.stringify([rule, message, version, ...change]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
