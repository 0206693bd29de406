import { createHash } from "node:crypto";

/**
 * Tells one change from every other, for an approval to be bound to: the same however often the check runs and whatever
 * commits come in between, as long as rule, message and both sides stay as they are.
 * @param before - digest of what the finding rests on in the baseline; null where it has no part in this. What has nothing to do
 *   with the finding should not be in it: an approval would be lost by a change that it has no bearing on.
 * @param after - the same of the documents as they are now
 * @param detail - what tells two findings of one rule in one version apart: a pointer, a pair of views, a queue
 * @returns 16 hex digits
 */
export function fingerprintOf(
  rule: string,
  message: string | null,
  version: number | null,
  before: string | null,
  after: string | null,
  detail: string,
): string {
  const change = JSON.stringify([rule, message, version, before, after, detail]);
  return createHash("sha256").update(change).digest("hex").slice(0, 16);
}
