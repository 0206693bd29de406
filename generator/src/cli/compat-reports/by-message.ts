import type { CompatFinding, CompatReport, UpcasterProof, VersionVerdict } from "../../index.js";

/** What is told of one message, or of what concerns no single one. */
export interface MessageGroup {
  readonly message: string | null;
  readonly versions: readonly VersionVerdict[];
  readonly proofs: readonly UpcasterProof[];
  readonly findings: readonly CompatFinding[];
}

/** A report by message, in the order in which they are first named; what there is of each keeps its order. */
export function byMessage({
  versions,
  proofs,
  findings,
}: Pick<CompatReport, "versions" | "proofs" | "findings">): readonly MessageGroup[] {
  const [ofVersions, ofProofs, ofFindings] = [grouped(versions), grouped(proofs), grouped(findings)];
  const names = new Set([...ofVersions.keys(), ...ofProofs.keys(), ...ofFindings.keys()]);
  return [...names].map((message) => ({
    message,
    versions: ofVersions.get(message) ?? [],
    proofs: ofProofs.get(message) ?? [],
    findings: ofFindings.get(message) ?? [],
  }));
}

function grouped<T extends { readonly message: string | null }>(
  items: readonly T[],
): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const group = groups.get(item.message);
    if (group === undefined) groups.set(item.message, [item]);
    else group.push(item);
  }
  return groups;
}
