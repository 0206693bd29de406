import type { Revision } from "../baseline.js";
import { canonicalJson } from "../canonical-json.js";
import { type CheckContext, versionsOf } from "../check/check-context.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import { receiverParties } from "../check/parties.js";
import type { VersionCase } from "../check/version-case.js";
import type { Party } from "../report.js";

/** What has been released stays: numbers, contents, the order of the statuses. */
export const versions: readonly CompatRule[] = [
  {
    id: "version-removed",
    purpose:
      "A released version stays in the documents, at last as retired: its number must never mean something else.",
    check: (context) => context.cases.flatMap((each) => removed(context, each)),
  },
  {
    id: "status-backward",
    purpose:
      "Status moves forward only: draft, current, deprecated, retired. Whoever relied on the later one was told so.",
    check: (context) => context.cases.flatMap(backward),
  },
  {
    id: "content-type-changed",
    purpose: "A reader takes the body by the content type that it was built for.",
    check: (context) => context.cases.flatMap(contentType),
  },
  {
    id: "retention-shortened",
    purpose: "How long a record is kept is law, not taste: a shorter time, or none, is somebody's decision.",
    check: (context) => context.cases.flatMap(retention),
  },
];

const order: readonly string[] = ["draft", "current", "deprecated", "retired"];

function removed(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, latest } = each;
  if (now !== null || latest === null) return [];
  const { status } = latest.contract;
  const parties = partiesOf(latest);
  // A retired version has come to its end, and its number stays taken. Nobody could send a draft; one that nobody reads may go.
  if (status === "retired" || (status === "draft" && parties.every(({ role }) => role === "owner"))) return [];
  const stated = versionsOf(context, each.message).some(({ now: other }) => other !== null);
  const what = stated ? `Version ${each.version} of ${each.message} is gone` : `${each.message} is gone`;
  return [
    {
      ...common(each, latest),
      weight: "breaking",
      summary: `${what}; it was ${status}.`,
      hint: "Keep it as deprecated while anybody may read or hold it, then as retired.",
      at:
        versionsOf(context, each.message)
          .find(({ now: other }) => other !== null)
          ?.now?.placeOf({ in: "message" }) ?? latest.placeOf({ in: "message" }),
      parties,
      change: ["removed", latest.digest],
    },
  ];
}

function backward(each: VersionCase): readonly RuleFinding[] {
  const [then, now] = [each.latest?.contract.status, each.now?.contract.status];
  if (each.latest === null || each.now === null || then === undefined || now === undefined) return [];
  if (order.indexOf(now) >= order.indexOf(then)) return [];
  return [
    {
      ...common(each, each.latest),
      weight: "breaking",
      summary: `${each.message} ${each.version} was released as ${then} and is ${now} again.`,
      hint: `Leave it ${then}${now === "current" ? ", and publish the old shape under the next version number" : ""}.`,
      at: each.now.placeOf({ in: "message" }),
      parties: partiesOf(each.latest),
      change: [then, now],
    },
  ];
}

function contentType(each: VersionCase): readonly RuleFinding[] {
  const { now, latest } = each;
  const [then, stated] = [latest?.contract.contentType ?? null, now?.contract.contentType ?? null];
  if (latest === null || now === null || then === stated || now.contract.status === "retired") return [];
  return [
    {
      ...common(each, latest),
      weight: "breaking",
      summary: `The content type of ${each.message} ${each.version} changes from ${then ?? "none"} to ${stated ?? "none"}.`,
      hint: "Leave it, or make a new version.",
      at: now.placeOf({ in: "message" }),
      parties: partiesOf(latest),
      change: [String(then), String(stated)],
    },
  ];
}

function retention(each: VersionCase): readonly RuleFinding[] {
  const { now, latest } = each;
  const [then, stated] = [latest?.contract.retention, now?.contract.retention];
  if (latest === null || now === null || then === null || then === undefined) return [];
  if (stated !== null && stated !== undefined && stated.years >= then.years) return [];
  const becomes =
    stated === null || stated === undefined ? "is stated no more" : `becomes ${stated.years} years (${stated.class})`;
  return [
    {
      ...common(each, latest),
      weight: "breaking",
      summary: `The retention of ${each.message} ${each.version} was ${then.years} years (${then.class}) and ${becomes}.`,
      hint: "Leave it, or let whoever answers for the records approve it.",
      at: now.placeOf({ in: "message" }),
      parties: [...partiesOf(latest), { role: "archive", name: `${then.class}, ${then.years} years`, at: null }],
      change: [canonicalJson(then), canonicalJson(stated ?? null)],
    },
  ];
}

function common(
  { message, version }: VersionCase,
  latest: Revision,
): Pick<RuleFinding, "message" | "version" | "before"> {
  return { message, version, before: latest.placeOf({ in: "message" }) };
}

/** Everybody who takes part in a revision. */
export function partiesOf(revision: Revision): readonly Party[] {
  const { senders, receivers, owner } = revision.contract;
  return [
    ...receivers.flatMap((receiver) => receiverParties(revision, receiver)),
    ...senders.map(({ service, operation }): Party => {
      return { role: "sender", name: service, at: revision.placeOf({ in: "sender", service, operation }) };
    }),
    ...(owner === null ? [] : [{ role: "owner", name: owner, at: revision.placeOf({ in: "message" }) } as const]),
  ];
}
