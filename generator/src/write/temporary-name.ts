import { randomBytes } from "node:crypto";

/** A new name for a file that is being written, recognisable should the run be killed before the file gets its own. */
export function temporaryName(): string {
  return `.insaka-${randomBytes(8).toString("hex")}.tmp`;
}

/** True for the names that `temporaryName` makes. */
export function isTemporary(name: string): boolean {
  return /^\.insaka-[0-9a-f]{16}\.tmp$/.test(name);
}
