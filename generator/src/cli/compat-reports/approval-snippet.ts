import type { CompatFinding } from "../../index.js";
import { visibleJson } from "../visible-text.js";

/**
 * The entry for the config's `approvals` that lets a finding pass, on one line. Reason, owner and expiry are empty: the config
 * refuses it until somebody has filled them in.
 */
export function approvalSnippet({ rule, message, fingerprint }: CompatFinding): string {
  const entry = { rule, message, fingerprint, reason: "", owner: "", expires: "" };
  const fields = Object.entries(entry).map(([key, value]) => `"${key}": ${visibleJson(value)}`);
  return `{ ${fields.join(", ")} }`;
}
