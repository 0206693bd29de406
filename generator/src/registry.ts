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
  const groups = new Map<string, Map<number, ReleasedRecord[]>>();
  for (const parsed of records) {
    const record = releasedRecord(parsed);
    const { message, version } = record.contract;
    const versions = groups.get(message) ?? new Map<number, ReleasedRecord[]>();
    groups.set(message, versions);
    const group = versions.get(version);
    if (group === undefined) versions.set(version, [record]);
    else group.push(record);
  }
  const released = new Map(
    [...groups].map(([message, versions]) => [
      message,
      new Map([...versions].sort(([a], [b]) => a - b).map(([version, group]) => [version, inOrder(group)])),
    ]),
  );
  return { released, files: filesOf(files, prefix), diagnostics };
}

function releasedRecord({ id, released, after, contract: parsed, placeOf }: ParsedRecord): ReleasedRecord {
  const contract = parsed as Contract;
  let digest: string | undefined;
  return {
    format: 1,
    id,
    released,
    after,
    contract,
    // Of most records nobody asks: the digest of the contract is needed of the newest.
    get digest() {
      digest ??= digestOf(contract);
      return digest;
    },
    placeOf: (part) => placeOf(`/contract${partPointer(contract, part)}`),
  };
}

function filesOf(files: readonly RegistryFile[], prefix: string): RecordFiles {
  return new Map(files.map(({ path, content }) => [`${prefix}${path}`, "code" in content ? null : content]));
}
