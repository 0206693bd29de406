import { relative, sep } from "node:path";
import { digestOf } from "./compat/canonical-json.js";
import type { Contract } from "./compat/contract.js";
import { partPointer } from "./compat/part-pointer.js";
import type { Released } from "./compat/plan-release.js";
import type { RecordFiles } from "./compat/registry-changes.js";
import type { ReleasedRecord } from "./compat/registry-record.js";
import { inOrder } from "./compat/revision-order.js";
import type { Diagnostic } from "./diagnostic.js";
import { listRegistryFolder, type RegistryFile } from "./read/registry/list-registry.js";
import { type ParsedRecord, parseRegistry } from "./read/registry/parse-registry.js";

/** What is released: every sound record, and what is wrong with the registry. */
export interface Registry {
  /** By message, then version: the records, oldest first. */
  readonly released: Released;
  /** Every file of it by its path below the root, damaged ones included. */
  readonly files: RecordFiles;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a registry on the disk; an empty one where there is no such folder. Never throws at damage: that is a diagnostic.
 * @param folder - absolute
 * @param root - absolute; what places are relative to
 */
export function readRegistry(folder: string, root: string): Registry {
  return openRegistry(listRegistryFolder(folder), folder, root);
}

/** Makes a registry of its files, wherever they were read. */
export function openRegistry(files: readonly RegistryFile[], folder: string, root: string): Registry {
  const prefix = `${relative(root, folder).split(sep).join("/")}/`;
  const { records, diagnostics } = parseRegistry(files, prefix);
  const byFolder = new Map<string, ReleasedRecord[]>();
  for (const parsed of records) {
    const group = byFolder.get(parsed.folder);
    if (group === undefined) byFolder.set(parsed.folder, [releasedRecord(parsed)]);
    else group.push(releasedRecord(parsed));
  }
  const released = new Map<string, Map<number, readonly ReleasedRecord[]>>();
  for (const group of byFolder.values()) {
    const ordered = inOrder(group);
    const newest = ordered.at(-1);
    if (newest === undefined) continue;
    const { message, version } = newest.contract;
    const versions = released.get(message) ?? new Map<number, readonly ReleasedRecord[]>();
    released.set(message, new Map([...versions, [version, ordered] as const].sort(([a], [b]) => a - b)));
  }
  return { released, files: filesOf(files, prefix), diagnostics };
}

function releasedRecord(parsed: ParsedRecord): ReleasedRecord {
  const { id, released, after, placeOf } = parsed;
  let digest: string | undefined;
  const record: ReleasedRecord = {
    format: 1,
    id,
    released,
    after,
    // Of most records nobody asks for more than the place in the order.
    get contract() {
      return parsed.contract as Contract;
    },
    get digest() {
      digest ??= digestOf(record.contract);
      return digest;
    },
    placeOf: (part) => placeOf(`/contract${partPointer(record.contract, part)}`),
  };
  return record;
}

function filesOf(files: readonly RegistryFile[], prefix: string): RecordFiles {
  return new Map(files.map(({ path, content }) => [`${prefix}${path}`, "code" in content ? null : content]));
}
