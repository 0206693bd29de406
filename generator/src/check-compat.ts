import type { UpcastStep } from "@insaka/schema";
import { SoundVersions } from "./check/sound-versions.js";
import { versionDuplicate } from "./check/version-numbers.js";
import { applyApprovals } from "./compat/apply-approvals.js";
import type { Revision } from "./compat/baseline.js";
import { type CheckRequest, checkContracts } from "./compat/check/check-contracts.js";
import type { CompatRule } from "./compat/check/compat-rule.js";
import { pairUp } from "./compat/check/version-case.js";
import { contractsOf } from "./compat/contracts-of.js";
import { proveChanges, type WayOf } from "./compat/proof/prove-changes.js";
import { registryChanges, registryFaults } from "./compat/registry-changes.js";
import type { CompatFinding, CompatReport, Weight } from "./compat/report.js";
import type { StatedContract } from "./compat/stated-contract.js";
import { topologyOf, topologyOfContracts } from "./compat/topology/index.js";
import { topologyChecks } from "./compat/topology-findings.js";
import { compatRules } from "./compat-rules.js";
import type { CompatRequest, CompatRun, RunCompat } from "./compat-run.js";
import { compareText, type Diagnostic, diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.js";
import type { ContractModel } from "./model/contract-model.js";
import type { Plan } from "./read/plan.js";
import { today } from "./read/today.js";
import { type BaselineResult, readBaseline } from "./read-baseline.js";
import { planSource, readModel } from "./read-model.js";
import { noMemory } from "./recall.js";
import { readRegistry } from "./registry.js";
import { runningFunctions } from "./running-functions.js";

/** Holds the documents against a baseline: who would break, and by which message. */
export const compat: RunCompat = async (request) => {
  request.onPhase?.("documents");
  const planned = await planSource(request.source);
  const { plan } = planned;
  if (plan === undefined) return refused(planned.root, planned.diagnostics);
  const { model, diagnostics } = await readModel(plan);
  const { mode, retention } = plan;
  const sound = new SoundVersions({ model, mode }, noMemory);
  const twice = versionDuplicate.check({ model, mode, retention, broken: new Set(), sound });
  const read = [
    ...planned.diagnostics,
    ...diagnostics.read,
    ...diagnostics.model,
    ...twice.map((finding) => diagnostic(versionDuplicate.id, finding)),
  ];
  if (hasErrors(read)) return refused(plan.root, read);
  const { root } = plan;
  const { source, against, cwd, since } = request;
  request.onPhase?.("baseline");
  const baseline = await readBaseline({ against, source, root, cwd });
  if (!isRead(baseline)) return refused(root, baseline.diagnostics);
  const earlier = since === undefined ? undefined : await readBaseline({ against: since, source, root, cwd });
  if (earlier !== undefined && !isRead(earlier)) return refused(root, earlier.diagnostics);
  const report = await reportOf({ request, plan, model, baseline, earlier });
  return { root, rules: compatRules, result: { report } };
};

type ReadBaseline = Extract<BaselineResult, { readonly baseline: unknown }>;

function isRead(result: BaselineResult): result is ReadBaseline {
  return "baseline" in result;
}

interface Given {
  readonly request: CompatRequest;
  readonly plan: Plan;
  readonly model: ContractModel;
  readonly baseline: ReadBaseline;
  readonly earlier: ReadBaseline | undefined;
}

async function reportOf({ request, plan, model, baseline: found, earlier }: Given): Promise<CompatReport> {
  const { baseline } = found;
  request.onPhase?.("proofs");
  const now = contractsOf(model, plan.retention).map(unreleased);
  const day = today();
  const house = plan.mode === "house";
  const functions = runningFunctions();
  try {
    const proved = await proveChanges(pairUp(now, baseline), wayOf(model, functions.start));
    request.onPhase?.("check");
    const asked: CheckRequest = {
      now,
      baseline,
      world: house ? "closed" : "open",
      formats: house ? "asserted" : "annotation",
      today: day,
      rules: [...topologyChecks(topologyOf(model)), ...proved.rules],
    };
    const { findings, versions } = checkContracts(
      earlier === undefined ? asked : { ...asked, since: asOf(earlier, proved.rules) },
    );
    const kept = "config" in request.source ? registryFindings(plan, found) : [];
    const approved = applyApprovals([...findings, ...kept], plan.approvals, day);
    return {
      against: { kind: baseline.kind, label: baseline.label },
      since: request.since ?? null,
      versions,
      findings: [...approved.findings].sort(compareFindings),
      proofs: proved.proofs,
      // Where older breaks are left out, an approval of one of them only looks unused.
      staleApprovals: earlier === undefined ? approved.stale : approved.stale.filter(({ why }) => why === "expired"),
    };
  } finally {
    await functions.close();
  }
}

/** What became of the registry, and what is wrong with it. Documents without a config have none. */
function registryFindings(
  { registry, root }: Plan,
  { baseline, files, diagnostics }: ReadBaseline,
): readonly CompatFinding[] {
  // The registry itself has been read already, and sorted.
  if (baseline.kind === "registry") return registryFaults(diagnostics, []);
  const now = readRegistry(registry, root);
  const changes = registryChanges(files, now.files);
  return [...changes, ...registryFaults(sortDiagnostics(now.diagnostics), changes)];
}

/** What the documents stated at an earlier time, and what of the rules looks at more than that. */
function asOf({ stated }: ReadBaseline, proofs: readonly CompatRule[]): NonNullable<CheckRequest["since"]> {
  return { stated: stated.map(unreleased), rules: [...topologyChecks(topologyOfContracts(stated)), ...proofs] };
}

function unreleased(stated: StatedContract): Revision {
  return { ...stated, released: null };
}

/** How the documents lead from a version to the next. */
function wayOf(model: ContractModel, start: (file: string, text: string) => ReturnType<WayOf>): WayOf {
  const upcasts = new Map(
    model.messages.flatMap(({ name, versions }) => versions.map((each) => [`${name} ${each.version}`, each.upcast])),
  );
  return async (message, version) => {
    const upcast = upcasts.get(`${message} ${version}`) ?? null;
    if (upcast === null) return "There is no upcaster.";
    if (upcast.by === "function") {
      return upcast.code === null
        ? "The file of the function cannot be read."
        : start(upcast.code.file, upcast.code.text);
    }
    const steps: UpcastStep[] = [];
    for (const { step, problem } of upcast.steps) {
      if (step === null) return `A step is none: ${problem}.`;
      steps.push(step);
    }
    return steps;
  };
}

const weights: readonly Weight[] = ["breaking", "undecided", "warning", "note"];

function compareFindings(a: CompatFinding, b: CompatFinding): number {
  return (
    Number(a.approval !== null) - Number(b.approval !== null) ||
    weights.indexOf(a.weight) - weights.indexOf(b.weight) ||
    compareText(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function refused(root: string, diagnostics: readonly Diagnostic[]): CompatRun {
  return { root, rules: compatRules, result: { diagnostics: sortDiagnostics(diagnostics) } };
}
