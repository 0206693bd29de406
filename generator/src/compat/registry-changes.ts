import { createHash } from "node:crypto";
import { compareText, type Place } from "../diagnostic.js";
import { digestOf } from "./canonical-json.js";
import type { CompatFinding } from "./report.js";

/** The files of a registry: their bytes by path below the root; null where a file cannot be read, or is none. */
export type RecordFiles = ReadonlyMap<string, Uint8Array | null>;

/** What the check asks of the registry, held against a commit. */
export const registryRules: readonly { readonly id: string; readonly purpose: string }[] = [
  { id: "registry-changed", purpose: "What is released stays as it is: others were built from it." },
  { id: "registry-vanished", purpose: "What is released stays: stored messages are judged by it for years." },
];

/**
 * What is released stays as it is: every file of the registry of before must be there with the same bytes. New ones are no
 * finding. Sorted by path; it does not look into the files.
 */
export function registryChanges(before: RecordFiles, after: RecordFiles): readonly CompatFinding[] {
  return [...before]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([path, old]) => {
      if (old === null) return [];
      const now = after.get(path);
      if (now === undefined) return [finding("registry-vanished", path, old, null)];
      return now !== null && Buffer.compare(old, now) === 0 ? [] : [finding("registry-changed", path, old, now)];
    });
}

function finding(
  rule: "registry-changed" | "registry-vanished",
  path: string,
  old: Uint8Array,
  now: Uint8Array | null,
): CompatFinding {
  const place: Place = { file: path, line: 1, column: 1 };
  const summary =
    rule === "registry-changed"
      ? `The released file ${path} is not what it was.`
      : `The released file ${path} is gone.`;
  return {
    rule,
    weight: "breaking",
    message: null,
    version: null,
    summary,
    hint: "What is released stays: restore it, by git checkout <base> -- <path>.",
    at: place,
    before: place,
    witness: null,
    parties: [],
    fingerprint: digestOf([rule, path, sha256(old), now === null ? null : sha256(now)]).slice(0, 16),
    approval: null,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
