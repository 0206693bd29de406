import { proofRules } from "./compat/proof/proof-rules.js";
import { registryRules } from "./compat/registry-changes.js";
import { contractRules } from "./compat/rules/rules.js";
import { topologyRules } from "./compat/topology/index.js";

/** A rule of the compatibility check, for those who print it or write about it. */
export interface CompatRuleText {
  readonly id: string;
  /** Why it is asked for. */
  readonly purpose: string;
  /** What it looks at: messages and their versions, the broker's topology, or the registry. */
  readonly family: "messages" | "topology" | "registry";
}

/** Every rule of the check. */
export const compatRules: readonly CompatRuleText[] = [
  ...textsOf("messages", [...contractRules, ...proofRules]),
  ...textsOf("topology", topologyRules),
  ...textsOf("registry", registryRules),
];

function textsOf(
  family: CompatRuleText["family"],
  rules: readonly { readonly id: string; readonly purpose: string }[],
): readonly CompatRuleText[] {
  return rules.map(({ id, purpose }) => ({ id, purpose, family }));
}
