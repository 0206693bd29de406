import { sortedCopy } from "./canonical-json.js";
import type { RegistryRecord } from "./registry-record.js";

/** The exact bytes of a record's file: two spaces, the contract's keys sorted, one line break at the end. */
export function recordText({ format, released, after, contract }: RegistryRecord): string {
  return `${JSON.stringify({ format, released, after, contract: sortedCopy(contract) }, null, 2)}\n`;
}
