import { compareText } from "../diagnostic.js";
import { digestOf } from "./canonical-json.js";
import type { Contract } from "./contract.js";
import type { ContractChange } from "./contract-change.js";
import { contractChanges } from "./contract-changes.js";
import type { RegistryRecord, ReleasedRecord } from "./registry-record.js";
import { newest } from "./revision-order.js";
import type { StatedContract } from "./stated-contract.js";

/** By message, then version: its records, oldest first. */
export type Released = ReadonlyMap<string, ReadonlyMap<number, readonly ReleasedRecord[]>>;

/** A record to append, and what it changes. */
export interface PlannedRecord {
  readonly record: RegistryRecord;
  /** From what was released before; empty for a first revision, and where two branches released the same and are joined. */
  readonly changes: readonly ContractChange[];
}

/** A version that was released and that no document states any more. */
export interface VanishedVersion {
  readonly message: string;
  readonly version: number;
  /** As released last. */
  readonly status: Contract["status"];
}

/** What a release would append. */
export interface ReleasePlan {
  /** Sorted by message, then version. */
  readonly append: readonly PlannedRecord[];
  /** Which of these end a version that no document states any more: recorded as retired. Sorted by message, then version. */
  readonly vanished: readonly VanishedVersion[];
}

/**
 * Compares what documents state with what is released.
 * @param date - the day of the release, `YYYY-MM-DD`
 */
export function planRelease(stated: readonly StatedContract[], released: Released, date: string): ReleasePlan {
  const gone = vanished(stated, released);
  const ends = gone.flatMap(({ message, version }) => {
    const last = newest(released.get(message)?.get(version) ?? []).at(-1)?.contract;
    // Its number is taken for ever, and what is stored of it was judged by the records before.
    return last === undefined ? [] : [{ ...last, status: "retired" as const, senders: [], receivers: [] }];
  });
  const all = [...stated, ...ends.map((contract) => ({ contract, digest: digestOf(contract) }))];
  const append = all
    .flatMap(({ contract, digest }) => planned(contract, digest, released, date) ?? [])
    .sort(
      ({ record: { contract: a } }, { record: { contract: b } }) =>
        compareText(a.message, b.message) || a.version - b.version,
    );
  return { append, vanished: gone };
}

function planned(contract: Contract, digest: string, released: Released, date: string): PlannedRecord | undefined {
  const records = released.get(contract.message)?.get(contract.version) ?? [];
  const heads = newest(records);
  if (heads.length > 0 && heads.every((head) => head.digest === digest)) return undefined;
  const after = heads.map(({ id }) => id).sort(compareText);
  const before = heads.at(-1);
  const changes = before === undefined ? [] : contractChanges(before.contract, contract);
  return { record: { format: 1, released: date, after, contract }, changes };
}

function vanished(stated: readonly StatedContract[], released: Released): readonly VanishedVersion[] {
  const known = new Set(stated.map(({ contract }) => `${contract.version} ${contract.message}`));
  const gone = [...released].flatMap(([message, versions]) =>
    [...versions].flatMap(([version, records]): readonly VanishedVersion[] => {
      const status = records.at(-1)?.contract.status;
      if (status === undefined || status === "retired" || known.has(`${version} ${message}`)) return [];
      return [{ message, version, status }];
    }),
  );
  return gone.sort((a, b) => compareText(a.message, b.message) || a.version - b.version);
}
