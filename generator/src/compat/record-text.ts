import { createHash } from "node:crypto";
import { sortedCopy } from "./canonical-json.js";
import type { RegistryRecord } from "./registry-record.js";

/** The exact bytes of a record's file: two spaces, the contract's keys sorted, one line break at the end. */
export function recordText({ format, released, after, contract }: RegistryRecord): string {
  return `${JSON.stringify({ format, released, after, contract: sortedCopy(contract) }, null, 2)}\n`;
}

/**
 * A record's id: the first half of the SHA-256 of its file's bytes, 32 hex digits. Nobody can make another file of the same id, and a
 * path with all 64 digits fills the line of every report.
 */
export function recordId(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
