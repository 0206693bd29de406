import type { Revision } from "../baseline.js";
import type { Receiver, Sender } from "../contract.js";
import type { Party } from "../report.js";
import type { CheckContext } from "./check-context.js";
import type { Meeting, Side } from "./meetings.js";
import type { VersionCase } from "./version-case.js";

/** One side of a pair in words: who, and by which text. */
export function sideName(context: CheckContext, { revision, who }: Side<Sender | Receiver>): string {
  const names = [...new Set(who.map(({ service }) => service))];
  const named =
    names.length === 0 ? "anybody" : names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");
  return `${named} (${revisionName(context, revision)})`;
}

/** A revision in words: `version 2 of these documents`, `version 2 as released 2026-11-02`, `version 2 of origin/main (1a2b3c4)`. */
export function revisionName({ cases, baseline }: CheckContext, revision: Revision): string {
  const { message, version } = revision.contract;
  const isNow = cases.some((each) => each.now === revision);
  if (isNow) return `${message} ${version} of these documents`;
  return revision.released === null
    ? `${message} ${version} of ${baseline.label}`
    : `${message} ${version} as released ${revision.released}`;
}

/** Everybody whom a break between these sides concerns: who sends, who receives and from which queue, who owns, what is archived. */
export function concerned(each: VersionCase, meetings: readonly Meeting[]): readonly Party[] {
  const parties = new Map<string, Party>();
  const add = (party: Party): void => {
    const key = `${party.role} ${party.name}`;
    if (!parties.has(key)) parties.set(key, party);
  };
  for (const { writer, reader } of meetings) {
    for (const receiver of reader.who) for (const party of receiverParties(reader.revision, receiver)) add(party);
    for (const { service, operation } of writer.who) {
      add({ role: "sender", name: service, at: writer.revision.placeOf({ in: "sender", service, operation }) });
    }
  }
  const stated = each.now ?? each.latest;
  if (stated !== null && stated.contract.owner !== null) {
    add({ role: "owner", name: stated.contract.owner, at: stated.placeOf({ in: "message" }) });
  }
  const retention = meetings.some(({ older }) => older === "message") ? each.latest?.contract.retention : undefined;
  if (retention !== undefined && retention !== null) {
    add({ role: "archive", name: `${retention.class}, ${retention.years} years`, at: null });
  }
  return [...parties.values()];
}

/** A receiver and the queue that it reads from. */
export function receiverParties(revision: Revision, { service, operation, queue }: Receiver): readonly Party[] {
  const at = revision.placeOf({ in: "receiver", service, operation });
  const receiver: Party = { role: "receiver", name: service, at };
  return queue === null ? [receiver] : [receiver, { role: "queue", name: queue.name, at }];
}
