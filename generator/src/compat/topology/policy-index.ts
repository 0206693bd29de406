import type { Policy } from "../../model/topology.js";

/** The policies of a side, by what they are for: most are for one queue, and named in full. */
export interface PolicyIndex {
  readonly ofOne: ReadonlyMap<string, readonly Policy[]>;
  readonly ofMany: readonly { readonly policy: Policy; readonly pattern: RegExp }[];
}

/** Looks policies up once, so that a queue need not be held against the policy of every other. */
export function policyIndex(policies: readonly Policy[]): PolicyIndex {
  const ofOne = new Map<string, Policy[]>();
  const ofMany: { policy: Policy; pattern: RegExp }[] = [];
  for (const policy of policies) {
    const name = onlyName(policy.pattern);
    if (name === undefined) ofMany.push({ policy, pattern: new RegExp(policy.pattern, "u") });
    else ofOne.set(name, [...(ofOne.get(name) ?? []), policy]);
  }
  return { ofOne, ofMany };
}

/** The one name that a pattern matches, where it is a name with its signs escaped. */
function onlyName(pattern: string): string | undefined {
  const [, body] = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])*)\$$/.exec(pattern) ?? [];
  return body?.replace(/\\(.)/g, "$1");
}
