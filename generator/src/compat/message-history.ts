import type { Contract, Receiver, Sender } from "./contract.js";
import type { ContractChange } from "./contract-change.js";
import { contractChanges, inWords } from "./contract-changes.js";
import type { Released } from "./plan-release.js";
import type { ReleasedRecord } from "./registry-record.js";
import { newest } from "./revision-order.js";
import type { StatedContract } from "./stated-contract.js";

/** The whole history of a message. */
export interface MessageHistory {
  readonly message: string;
  readonly kind: Contract["kind"];
  /** False where no document states the message any more. */
  readonly stated: boolean;
  /** Ascending. */
  readonly versions: readonly VersionHistory[];
}

/** The history of one version. */
export interface VersionHistory {
  readonly version: number;
  /** As the documents say now; as released last, where they do not state it any more. */
  readonly status: Contract["status"];
  readonly stated: boolean;
  /** The way here from the version before, in a few words; null where there is none. */
  readonly upcast: string | null;
  /** Oldest first. */
  readonly revisions: readonly RevisionHistory[];
  /** What documents state and no release has fixed yet, against the last revision; null where that is nothing. */
  readonly unreleased: readonly ContractChange[] | null;
  /** Who sends it now; who did, where no document states it any more. */
  readonly senders: readonly Sender[];
  /** Who reads it now; who did, where no document states it any more. */
  readonly receivers: readonly Receiver[];
}

/** One revision, and what it changed. */
export interface RevisionHistory {
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly released: string;
  readonly after: readonly string[];
  readonly status: Contract["status"];
  /** From the revision before; of the first of a version, from the last revision of the version before; else empty. */
  readonly changes: readonly ContractChange[];
}

/** Tells what has become of a message; `undefined` where neither a record nor a document knows it. */
export function messageHistory(
  message: string,
  released: Released,
  stated: readonly StatedContract[],
): MessageHistory | undefined {
  const now = new Map(
    stated.flatMap(({ contract }) => (contract.message === message ? [[contract.version, contract]] : [])),
  );
  const records = released.get(message) ?? new Map<number, readonly ReleasedRecord[]>();
  const numbers = [...new Set([...now.keys(), ...records.keys()])].sort((a, b) => a - b);
  const versions = numbers.flatMap((version) => {
    const found = versionHistory(version, records, now.get(version));
    return found === undefined ? [] : [found];
  });
  const last = numbers.at(-1);
  if (last === undefined) return undefined;
  const kind = now.get(last)?.kind ?? records.get(last)?.at(-1)?.contract.kind ?? "event";
  return { message, kind, stated: now.size > 0, versions };
}

function versionHistory(
  version: number,
  all: ReadonlyMap<number, readonly ReleasedRecord[]>,
  now: Contract | undefined,
): VersionHistory | undefined {
  const records = all.get(version) ?? [];
  const last = records.at(-1)?.contract;
  const contract = now ?? last;
  if (contract === undefined) return undefined;
  const revisions = records.map((record): RevisionHistory => {
    const { id, released, after } = record;
    const changes = changesOf(record, records, all.get(version - 1)?.at(-1));
    return { id, released, after, status: record.contract.status, changes };
  });
  return {
    version,
    status: contract.status,
    stated: now !== undefined,
    upcast: contract.upcast === null ? null : inWords(contract.upcast),
    revisions,
    unreleased: unreleased(records, now),
    senders: contract.senders,
    receivers: contract.receivers,
  };
}

/** From the newest of those that a record came after; from the version before, what a message of it has or is. */
function changesOf(
  { after, contract }: ReleasedRecord,
  records: readonly ReleasedRecord[],
  versionBefore: ReleasedRecord | undefined,
): readonly ContractChange[] {
  const before = records.findLast(({ id }) => after.includes(id));
  if (before !== undefined) return contractChanges(before.contract, contract);
  if (versionBefore === undefined) return [];
  return contractChanges(versionBefore.contract, contract).filter(({ part }) => ofMessages.has(part));
}

/** Status, way and parties are each version's own. */
const ofMessages: ReadonlySet<ContractChange["part"]> = new Set(["facts", "payload", "headers"]);

function unreleased(records: readonly ReleasedRecord[], now: Contract | undefined): readonly ContractChange[] | null {
  if (now === undefined) return null;
  const last = records.at(-1);
  if (last === undefined) return [];
  const changes = contractChanges(last.contract, now);
  if (changes.length > 0) return changes;
  // Branches that released side by side: the next release joins them.
  return newest(records).length > 1 && newest(records).some(({ digest }) => digest !== last.digest) ? [] : null;
}
