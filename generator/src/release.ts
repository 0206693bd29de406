import { relative, sep } from "node:path";
import type { ContractChange } from "./compat/contract-change.js";
import { contractsOf } from "./compat/contracts-of.js";
import { planRelease, type VanishedVersion } from "./compat/plan-release.js";
import { recordText } from "./compat/record-text.js";
import { type CompatReport, passes } from "./compat/report.js";
import { type Diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.js";
import type { MessageStatus } from "./model/contract-model.js";
import { recordPath } from "./read/registry/record-path.js";
import { judgeModel, planSource } from "./read-model.js";
import { recordId } from "./record-id.js";
import { readRegistry } from "./registry.js";
import { appendFiles } from "./write/append-files.js";

/** What to release. */
export interface ReleaseRequest {
  /** Absolute path of the config. */
  readonly config: string;
  /** The day of the release, `YYYY-MM-DD`. */
  readonly date: string;
  /** Only tells what would be appended. */
  readonly dryRun: boolean;
}

/** Judges the documents before they are released; diagnostics where they cannot be judged. */
export type ReleaseCheck = (request: {
  readonly config: string;
}) => Promise<CompatReport | { readonly diagnostics: readonly Diagnostic[] }>;

/** A record that was appended, or would be. */
export interface AppendedRecord {
  readonly message: string;
  readonly version: number;
  readonly status: MessageStatus;
  readonly id: string;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** True for the first revision of its version. */
  readonly first: boolean;
  /** From the revision before. */
  readonly changes: readonly ContractChange[];
}

/** How a release ended. */
export interface Release {
  /** What files are relative to; absolute. */
  readonly root: string;
  readonly dryRun: boolean;
  /** Of the documents and the registry. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the check said; null where the documents or the registry have errors. */
  readonly report: CompatReport | null;
  /** False where the documents, the registry or the check have findings: nothing was appended. */
  readonly passed: boolean;
  /** Sorted by message, then version; empty where nothing has changed since the last release. */
  readonly appended: readonly AppendedRecord[];
  /** Released, stated by no document any more, and approved or read by nobody: recorded as retired, which is among `appended`. */
  readonly vanished: readonly VanishedVersion[];
}

/**
 * Appends a record for every version that documents state otherwise than it was released last. Nothing is appended where the
 * documents or the registry have errors, or the check does not pass. The same documents again append nothing.
 * @throws ConfigNotFound where there is no config at the path given
 * @throws FileExists where somebody else writes other files of the same names meanwhile
 */
export async function release(request: ReleaseRequest, check: ReleaseCheck): Promise<Release> {
  const { config, date, dryRun } = request;
  const planned = await planSource({ config });
  const nothing = { dryRun, report: null, passed: false, appended: [], vanished: [] };
  const { plan } = planned;
  if (plan === undefined) return { ...nothing, root: planned.root, diagnostics: sortDiagnostics(planned.diagnostics) };
  const { root } = plan;
  const { model, diagnostics: found } = await judgeModel(plan);
  const registry = readRegistry(plan.registry, root);
  const all = [...planned.diagnostics, ...found.read, ...found.model, ...registry.diagnostics];
  const diagnostics = sortDiagnostics(all);
  if (hasErrors(diagnostics)) return { ...nothing, root, diagnostics };
  const report = await check({ config });
  if ("diagnostics" in report) return { ...nothing, root, diagnostics: sortDiagnostics(report.diagnostics) };
  if (!passes(report)) return { ...nothing, root, diagnostics, report };
  const { append, vanished } = planRelease(contractsOf(model, plan.retention), registry.released, date);
  const folder = relative(root, plan.registry).split(sep).join("/");
  const files = new Map<string, string>();
  const appended = append.map(({ record, changes }): AppendedRecord => {
    const text = recordText(record);
    const { message, version, status } = record.contract;
    const id = recordId(text);
    const file = `${folder}/${recordPath({ message, version, id })}`;
    files.set(file, text);
    return { message, version, status, id, file, first: record.after.length === 0, changes };
  });
  if (!dryRun) await appendFiles(root, files);
  return { root, dryRun, diagnostics, report, passed: true, appended, vanished };
}
