import type { Revision } from "../baseline.js";
import { canonicalJson } from "../canonical-json.js";
import { type CheckContext, versionsOf } from "../check/check-context.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import type { VersionCase } from "../check/version-case.js";
import { partiesOf } from "./versions.js";

/** The way from a version to the next, which old messages take for as long as they exist. */
export const upcasters: readonly CompatRule[] = [
  {
    id: "upcaster-removed",
    purpose: "A released way from the version before is how stored messages are read.",
    check: (context) => context.cases.flatMap((each) => removed(context, each)),
  },
  {
    id: "upcaster-absent",
    purpose: "A breaking change is accepted as a new version only with a way there from the version before.",
    check: (context) => context.cases.flatMap((each) => absent(context, each)),
  },
];

function removed(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, latest, message, version } = each;
  if (now === null || latest === null || latest.contract.upcast === null || now.contract.upcast !== null) return [];
  if (now.contract.status === "retired" || isRetired(versionBefore(context, each)?.now)) return [];
  return [
    {
      weight: "breaking",
      message,
      version,
      summary: `The upcaster from ${message} ${version - 1} to ${version} is gone: what is stored as version ${version - 1} could be read no more.`,
      hint: `Keep x-upcast until version ${version - 1} is retired.`,
      at: now.placeOf({ in: "message" }),
      before: latest.placeOf({ in: "upcast" }),
      parties: partiesOf(latest),
      change: [canonicalJson(latest.contract.upcast)],
    },
  ];
}

function absent(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, latest, message, version } = each;
  const before = versionBefore(context, each);
  if (now === null || now.contract.upcast !== null || version === 1 || now.contract.status === "retired") return [];
  // What is released without one has been told, or has no version before it to read from.
  if (latest !== null || before === undefined || before.now === null || isRetired(before.now)) return [];
  return [
    {
      weight: "breaking",
      message,
      version,
      summary: `${message} ${version} has no upcaster from version ${version - 1}: its readers could not read what was sent before.`,
      hint: `Add x-upcast with the steps from version ${version - 1}.`,
      at: now.placeOf({ in: "message" }),
      before: before.latest?.placeOf({ in: "message" }) ?? null,
      parties: partiesOf(now),
      change: [canonicalJson(before.now.contract.payload), canonicalJson(now.contract.payload)],
    },
  ];
}

/** The case of the version before this one. */
export function versionBefore(context: CheckContext, { message, version }: VersionCase): VersionCase | undefined {
  return versionsOf(context, message).find((other) => other.version === version - 1);
}

function isRetired(revision: Revision | null | undefined): boolean {
  return revision?.contract.status === "retired";
}
