import type { MessageStatus } from "./contract-model.js";

const statuses: ReadonlySet<string> = new Set(["draft", "current", "deprecated", "retired"]);

/** True for a word that tells what a version is good for. */
export function isStatus(value: unknown): value is MessageStatus {
  return typeof value === "string" && statuses.has(value);
}
