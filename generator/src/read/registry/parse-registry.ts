import { type Diagnostic, diagnostic, type Place } from "../../diagnostic.js";
import { limits } from "../limits.js";
import type { RegistryFile } from "./list-registry.js";
import { parseContract, parseHead, placesIn, type RecordFault, type RecordHead } from "./parse-record.js";

/** A record whose name, place and format are what they should be. */
export interface ParsedRecord {
  /** Folder of the message, and of the version: records of one folder are of one version. */
  readonly folder: string;
  /** SHA-256 of its bytes, in hex: its name. */
  readonly id: string;
  readonly released: string;
  readonly after: readonly string[];
  /** As its schema promises it; read when it is asked for. */
  readonly contract: unknown;
  /** The place of what a JSON pointer into the file leads to. */
  placeOf(pointer: string): Place;
}

/** The sound records of a registry, and what is wrong with the others. */
export interface ParsedRegistry {
  readonly records: readonly ParsedRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A record that others came after, and so was sound once, holds no contract. Only somebody who forges both makes such a pair. */
export class ForgedRecord extends Error {
  constructor(file: string, { message, hint }: RecordFault) {
    super(`${file}: ${message} ${hint}`);
    this.name = "ForgedRecord";
  }
}

/**
 * Judges each file of a registry: by its name, which is the digest of its bytes, by its format, and by whether those that it
 * came after are still there. Never throws.
 *
 * The contract of a record that others came after is read when it is asked for: it was judged when they were made, and their
 * `after` holds its digest. So 10,000 revisions of 1,000 messages cost 1,000 contracts.
 * @param prefix - path of the registry's folder as diagnostics tell it, with a slash at its end
 */
export function parseRegistry(files: readonly RegistryFile[], prefix: string): ParsedRegistry {
  const diagnostics: Diagnostic[] = [];
  const report = (path: string, fault: RecordFault, at?: Place): void => {
    const { code, message, hint } = fault;
    const place = at ?? { file: `${prefix}${path}`, line: 1, column: 1 };
    const severity = code === "registry-stray" ? "warning" : "error";
    diagnostics.push(diagnostic(code, { at: place, message, hint }, severity));
  };
  if (files.length > limits.records) report("", tooMany);
  const heads: RecordHead[] = [];
  for (const { path, content } of files.slice(0, limits.records)) {
    const head = "code" in content ? content : parseHead(path, content);
    if (!("code" in head)) heads.push(head);
    else report(path, head, "pointer" in head ? placeIn(content, `${prefix}${path}`, head.pointer) : undefined);
  }
  const here = new Set(files.map(({ path }) => path));
  const named = new Set(heads.flatMap(({ after, path }) => after.map((id) => `${folderOf(path)}/${id}.json`)));
  const records = heads.flatMap((head): readonly ParsedRecord[] => {
    const place = placesIn(head.bytes, `${prefix}${head.path}`);
    for (const [index, id] of head.after.entries()) {
      const missing = `${folderOf(head.path)}/${id}.json`;
      if (!here.has(missing)) report(head.path, vanished(missing), place(`/after/${index}`));
    }
    if (named.has(head.path)) return [parsedRecord(head, place)];
    const parsed = parseContract(head);
    if (!("code" in parsed)) return [parsedRecord(head, place, parsed.contract)];
    report(head.path, parsed, place(parsed.pointer ?? ""));
    return [];
  });
  return { records, diagnostics };
}

function parsedRecord(head: RecordHead, placeOf: (pointer: string) => Required<Place>, known?: unknown): ParsedRecord {
  const { path, id, released, after } = head;
  let contract = known;
  return {
    folder: folderOf(path),
    id,
    released,
    after,
    get contract() {
      if (contract !== undefined) return contract;
      const parsed = parseContract(head);
      if ("code" in parsed) throw new ForgedRecord(placeOf("").file, parsed);
      contract = parsed.contract;
      return contract;
    },
    placeOf,
  };
}

function placeIn(content: RegistryFile["content"], file: string, pointer = ""): Place | undefined {
  return "code" in content ? undefined : placesIn(content, file)(pointer);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function vanished(path: string): RecordFault {
  const message = `The record that this one came after is gone: ${path}.`;
  const hint = "What is released stays: restore it from the branch that has it, by git checkout <base> -- <path>.";
  return { code: "registry-vanished", message, hint };
}

const tooMany: RecordFault = {
  code: "registry-too-large",
  message: `The registry has more than ${limits.records} files.`,
  hint: "Split the documents: no config needs so many.",
};
