import { compareText } from "../../diagnostic.js";
import { topologyChange } from "./topology-change.js";
import type { TopologyFinding } from "./topology-finding.js";
import { topologyRules } from "./topology-rules.js";
import type { TopologyView } from "./topology-view.js";

/**
 * What becomes of a live broker that holds `before`, and of those who use it as released, when the definitions of `after` are
 * imported and its builds are deployed. Sorted by rule, in the order of the rules, then by what they are about.
 */
export function judgeTopology(before: TopologyView, after: TopologyView): readonly TopologyFinding[] {
  const change = topologyChange(before, after);
  return topologyRules.flatMap((rule) =>
    rule
      .judge(change)
      .map((finding): TopologyFinding => ({ rule: rule.id, ...finding }))
      .sort((a, b) => compareText(a.subject.name, b.subject.name) || compareText(a.summary, b.summary)),
  );
}
