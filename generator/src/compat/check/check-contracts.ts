import type { Baseline, Revision } from "../baseline.js";
import { fingerprintOf } from "../fingerprint.js";
import type { CompatFinding, VersionVerdict } from "../report.js";
import { contractRules } from "../rules/rules.js";
import type { FormatReading } from "./assert-formats.js";
import type { CheckContext } from "./check-context.js";
import type { CompatRule, RuleFinding } from "./compat-rule.js";
import { pairJudge } from "./judge-pair.js";
import { type Meeting, meetingsOf } from "./meetings.js";
import { viewsOf } from "./schema-views.js";
import { onlyNew } from "./since.js";
import { pairUp, type VersionCase } from "./version-case.js";

/** What to check, and against what. */
export interface CheckRequest {
  /** Every version that the documents state. */
  readonly now: readonly Revision[];
  readonly baseline: Baseline;
  readonly world: CheckContext["world"];
  readonly formats: FormatReading;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** What the documents stated at an earlier time: only what broke since then is told. */
  readonly since?: {
    readonly stated: readonly Revision[];
    /** The further rules, for what was stated then. */
    readonly rules: readonly CompatRule[];
  };
  /** Further rules: those that need more than contracts. */
  readonly rules?: readonly CompatRule[];
}

/** What the rules found, and what that makes of each version. */
export interface Checked {
  readonly findings: readonly CompatFinding[];
  readonly versions: readonly VersionVerdict[];
}

/** Holds the documents' contracts against those of the baseline. Pure: it knows neither disk nor clock. */
export function checkContracts(request: CheckRequest): Checked {
  const context = contextOf(request);
  const found = findAll(context, request.rules ?? []);
  const known = new Set(foundThen(request).map(({ fingerprint }) => fingerprint));
  const findings = found.filter(({ fingerprint }) => !known.has(fingerprint));
  const weights = new Map<string, Set<CompatFinding["weight"]>>();
  for (const { message, version, weight } of findings) {
    const key = `${version} ${message}`;
    weights.set(key, (weights.get(key) ?? new Set()).add(weight));
  }
  const none: ReadonlySet<CompatFinding["weight"]> = new Set();
  const weighed = (each: VersionCase): VersionVerdict =>
    verdictOf(context, each, weights.get(`${each.version} ${each.message}`) ?? none);
  return { findings, versions: context.cases.map(weighed) };
}

/** What the check found at the earlier time. */
function foundThen({ since, ...request }: CheckRequest): readonly CompatFinding[] {
  return since === undefined ? [] : findAll(contextOf({ ...request, now: since.stated }), since.rules);
}

function contextOf({ now, baseline, world, formats, today, since }: CheckRequest): CheckContext {
  const views = viewsOf(formats);
  const judgePair = pairJudge();
  const met = new Map<VersionCase, readonly Meeting[]>();
  const then = new Map(
    since?.stated.map((revision) => [`${revision.contract.message} ${revision.contract.version}`, revision]),
  );
  return {
    cases: pairUp(now, baseline),
    baseline,
    world,
    today,
    views,
    meetings: (each) => {
      const known = met.get(each) ?? meetingsOf(world, each);
      met.set(each, known);
      return known;
    },
    judge: (meeting) => {
      const { writer, reader } = meeting;
      const verdict = judgePair(views(writer.schema), views(reader.schema));
      const { message, version } = writer.revision.contract;
      const earlier = then.get(`${message} ${version}`);
      return earlier === undefined ? verdict : onlyNew(meeting, earlier, verdict, { views, world });
    },
  };
}

function findAll(context: CheckContext, more: readonly CompatRule[]): readonly CompatFinding[] {
  return [...contractRules, ...more].flatMap(({ id, check }) => check(context).map((finding) => labelled(id, finding)));
}

function labelled(rule: string, { change, witness, ...finding }: RuleFinding): CompatFinding {
  const { message, version } = finding;
  const fingerprint = fingerprintOf(rule, message, version, change);
  return { rule, ...finding, witness: witness ?? null, fingerprint, approval: null };
}

function verdictOf(
  context: CheckContext,
  each: VersionCase,
  weights: ReadonlySet<CompatFinding["weight"]>,
): VersionVerdict {
  const { message, version, now, latest } = each;
  const change = changeOf(each);
  const isNew = change === "added" && context.baseline.revisions.size > 0 && now?.contract.status !== "retired";
  const starts = now?.contract.status === "current" && latest?.contract.status === "draft";
  return {
    message,
    version,
    change,
    verdict: weights.has("breaking") ? "breaking" : weights.has("undecided") ? "undecided" : "safe",
    deployOrder: isNew || starts ? "readers first" : null,
    pairs: context.meetings(each).length,
  };
}

function changeOf({ now, latest, heads }: VersionCase): VersionVerdict["change"] {
  if (latest === null) return "added";
  if (now === null) return "removed";
  return heads.every(({ digest }) => digest === now.digest) ? "unchanged" : "changed";
}
