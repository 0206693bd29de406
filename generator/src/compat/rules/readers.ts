import type { Revision } from "../baseline.js";
import { canonicalJson } from "../canonical-json.js";
import { type CheckContext, versionsOf } from "../check/check-context.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import { receiverParties } from "../check/parties.js";
import type { VersionCase } from "../check/version-case.js";
import type { Receiver } from "../contract.js";

/** Who reads which versions, and who must be deployed first. */
export const readers: readonly CompatRule[] = [
  {
    id: "sent-before-read",
    purpose: "A message newer than its reader waits for a day and then becomes a dead letter.",
    check: (context) => context.cases.flatMap((each) => behind(context, each)),
  },
  {
    id: "reader-dropped-version",
    purpose: "Messages of that version may still be in the queue; who reads it no more makes them dead letters.",
    check: (context) => context.cases.flatMap(dropped),
  },
  {
    id: "readers-first",
    purpose: "A new version is safe once every receiver that reads it is deployed, and not before.",
    check: (context) => context.cases.flatMap((each) => readersFirst(context, each)),
  },
];

/** True where the version can be sent now and could not before: its readers must be there before its first message. */
export function startsNow({ now, latest }: VersionCase): boolean {
  if (now?.contract.status !== "current") return false;
  return latest === null || latest.contract.status === "draft";
}

function behind(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, message, version } = each;
  if (now?.contract.status !== "current" || context.world === "open") return [];
  const late = versionsOf(context, message)
    .flatMap(({ now: other }) =>
      other === null ? [] : other.contract.receivers.map((receiver) => ({ other, receiver })),
    )
    .filter(({ receiver }) => Math.max(...receiver.reads) < version);
  const byOperation = new Map(late.map((item) => [`${item.receiver.service} ${item.receiver.operation}`, item]));
  return [...byOperation.values()]
    .filter(({ receiver }) => !wasBehind(context, each, receiver))
    .map(({ other, receiver }): RuleFinding => {
      const { service, operation } = receiver;
      const at = other.placeOf({ in: "receiver", service, operation });
      return {
        weight: "breaking",
        message,
        version,
        summary: `${message} ${version} is sent, but ${service} reads up to version ${Math.max(...receiver.reads)}: its messages would wait there, and become dead letters after a day.`,
        hint: `Let ${operation} of ${service} list version ${version} and deploy it, then make the version current.`,
        at,
        before: each.latest?.placeOf({ in: "message" }) ?? null,
        parties: receiverParties(other, receiver),
        change: [service, operation, receiver.reads.join()],
      };
    });
}

/** It was so at the last release: this change does not bring it. */
function wasBehind(context: CheckContext, each: VersionCase, receiver: Receiver): boolean {
  if (each.latest?.contract.status !== "current") return false;
  const then = versionsOf(context, each.message).flatMap(({ latest }) => latest?.contract.receivers ?? []);
  const same = then.filter((other) => isSame(other, receiver));
  return same.length > 0 && same.every(({ reads }) => Math.max(...reads) < each.version);
}

function dropped({ now, latest, message, version }: VersionCase): readonly RuleFinding[] {
  if (latest === null || now === null || now.contract.status === "draft") return [];
  const { status } = latest.contract;
  if (status === "draft" || status === "retired") return [];
  return latest.contract.receivers.flatMap((receiver): readonly RuleFinding[] => {
    const { service, operation } = receiver;
    if (now.contract.receivers.some((other) => isSame(other, receiver))) return [];
    // Retired versions have a rule of their own, which knows what is stored.
    if (now.contract.status === "retired") return [];
    const at = now.placeOf({ in: "message" });
    return [
      {
        weight: "breaking",
        message,
        version,
        summary: `${service} read ${message} ${version} (${operation}) and does so no more: what still waits for it becomes a dead letter.`,
        hint: "Go on listing it until it is retired, or approve it when the queue is empty and nobody sends it.",
        at,
        before: latest.placeOf({ in: "receiver", service, operation }),
        parties: receiverParties(latest, receiver),
        change: [service, operation, receiver.queue?.name ?? null, canonicalJson(latest.contract.payload)],
      },
    ];
  });
}

function readersFirst(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, message, version } = each;
  if (now === null || !startsNow(each) || (version === 1 && each.latest === null)) return [];
  const receivers = now.contract.receivers;
  if (receivers.length === 0 && context.world === "closed") return [];
  const unreleased = receivers.filter((receiver) => !hadRead(each.latest, receiver));
  const names = [...new Set(receivers.map(({ service }) => service))];
  const waiting = [...new Set(unreleased.map(({ service }) => service))];
  const known =
    waiting.length === 0
      ? "Their readers were released before; that they are deployed is not proved here."
      : `Not released as readers yet: ${waiting.join(", ")}.`;
  return [
    {
      weight: "note",
      message,
      version,
      summary: `deploy-order: readers first. ${message} ${version} becomes current: ${names.length === 0 ? "every receiver" : names.join(", ")} must run before its first sender. ${known}`,
      hint: "Deploy the receivers, see that they run, then deploy the senders.",
      at: now.placeOf({ in: "message" }),
      before: each.latest?.placeOf({ in: "message" }) ?? null,
      parties: receivers.flatMap((receiver) => receiverParties(now, receiver)),
      change: [now.digest],
    },
  ];
}

function hadRead(latest: Revision | null, receiver: Receiver): boolean {
  return latest?.contract.receivers.some((other) => isSame(other, receiver)) === true;
}

/** What an operation is called is its service's own affair: whoever reads from the same queue reads the same. */
function isSame(one: Receiver, other: Receiver): boolean {
  if (one.service !== other.service) return false;
  return one.operation === other.operation || (one.queue !== null && one.queue.name === other.queue?.name);
}
