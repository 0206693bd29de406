import { createHash } from "node:crypto";
import { compareText, type Diagnostic, type Place } from "../diagnostic.js";
import { digestOf } from "./canonical-json.js";
import type { CompatFinding } from "./report.js";

/** The files of a registry: their bytes by path below the root; null where a file cannot be read, or is none. */
export type RecordFiles = ReadonlyMap<string, Uint8Array | null>;

/** What the check asks of the registry, as it is and held against a commit or a folder. */
export const registryRules: readonly { readonly id: string; readonly purpose: string }[] = [
  { id: "registry-changed", purpose: "What is released stays as it is: others were built from it." },
  { id: "registry-vanished", purpose: "What is released stays: stored messages are judged by it for years." },
  { id: "registry-format", purpose: "What is released is written as this insaka knows it." },
  { id: "registry-invalid", purpose: "What is released states a whole contract: the next check is held against it." },
  { id: "registry-link", purpose: "A released file is in its place itself, so that it cannot change elsewhere." },
  { id: "registry-misplaced", purpose: "A released file is found under its message and version." },
  { id: "registry-stray", purpose: "The registry holds what is released and nothing else." },
  { id: "registry-too-large", purpose: "A check ends in bounded time." },
  { id: "registry-unreadable", purpose: "What is released can be read: the next check is held against it." },
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

/**
 * What is wrong with the registry as it is now: a record that cannot be read fails the check, since the next one is held against it;
 * a file that is none of it is a warning. Of files that have changed the changes tell.
 */
export function registryFaults(
  diagnostics: readonly Diagnostic[],
  changes: readonly CompatFinding[],
): readonly CompatFinding[] {
  const changed = new Set(changes.map(({ at }) => at.file));
  const isTold = ({ file, code }: Diagnostic): boolean =>
    changed.has(file) || changes.some(({ rule }) => rule === code && rule === "registry-vanished");
  return diagnostics
    .filter((each) => !isTold(each))
    .map(({ code, message, hint, severity, ...at }) => ({
      rule: code,
      weight: severity === "error" ? "breaking" : "warning",
      message: null,
      version: null,
      summary: message,
      hint,
      at,
      before: null,
      witness: null,
      parties: [],
      fingerprint: digestOf([code, at.file, message]).slice(0, 16),
      approval: null,
    }));
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
