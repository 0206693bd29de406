import type { Baseline } from "./baseline.js";
import type { CompatRule, RuleFinding } from "./check/compat-rule.js";
import {
  judgeTopology,
  type TopologyFinding,
  type TopologyView,
  topologyOfContracts,
  topologyRules,
} from "./topology/index.js";

/**
 * The rules of the topology as rules of the check: what becomes of a live broker that holds the last release when the documents'
 * definitions are imported.
 */
export function topologyChecks(after: TopologyView): readonly CompatRule[] {
  const judged = new WeakMap<Baseline, readonly TopologyFinding[]>();
  return topologyRules.map(({ id, purpose }) => ({
    id,
    purpose,
    check: ({ baseline, cases }) => {
      // What nobody has touched is on the broker as it is: an unchanged digest costs nothing.
      if (cases.every(({ now, latest }) => now !== null && now.digest === latest?.digest)) return [];
      const findings = judged.get(baseline) ?? judgeTopology(released(baseline), after);
      judged.set(baseline, findings);
      // Against nothing released everything is new, which is no change.
      return baseline.revisions.size === 0 ? [] : findings.filter(({ rule }) => rule === id).map(asRuleFinding);
    },
  }));
}

function released({ revisions }: Baseline): ReturnType<typeof topologyOfContracts> {
  const last = [...revisions.values()].flatMap((versions) =>
    [...versions.values()].flatMap((each) => each.at(-1) ?? []),
  );
  return topologyOfContracts(last);
}

function asRuleFinding(finding: TopologyFinding): RuleFinding {
  const { weight, subject, outcome, summary, hint, key, messages, parties, at, before } = finding;
  const place = at ?? before ?? { file: "", line: 1, column: 1 };
  return {
    weight,
    message: messages.length === 1 ? (messages[0] ?? null) : null,
    version: null,
    summary: messages.length > 1 ? `${summary} (${messages.join(", ")})` : summary,
    hint,
    at: place,
    before,
    parties,
    change: [subject.kind, subject.name, outcome, key, summary],
  };
}
