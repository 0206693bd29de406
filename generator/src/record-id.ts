import { createHash } from "node:crypto";

/**
 * A record's id: the first half of the SHA-256 of its file's bytes, 32 hex digits. Nobody can make another file of the same id, and a
 * path with all 64 digits fills the line of every report.
 */
export function recordId(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
