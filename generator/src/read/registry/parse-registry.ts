import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { type Diagnostic, diagnostic, type Place } from "../../diagnostic.js";
import { compileFormatCheck, type FormatProblem } from "../json-schema-check.js";
import { limits } from "../limits.js";
import { isMapping } from "../node.js";
import { parseSource, type SourceText } from "../source-text.js";
import type { RegistryFile } from "./list-registry.js";
import { messageFolder } from "./record-path.js";

/** A record whose name, place and format are what they should be. */
export interface ParsedRecord {
  /** SHA-256 of its bytes, in hex: its name. */
  readonly id: string;
  readonly released: string;
  readonly after: readonly string[];
  /** As its schema promises it. */
  readonly contract: unknown;
  /** The place of what a JSON pointer into the file leads to. */
  placeOf(pointer: string): Place;
}

/** The sound records of a registry, and what is wrong with the others. */
export interface ParsedRegistry {
  readonly records: readonly ParsedRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Judges each file of a registry: by its name, which is the digest of its bytes, by its format, and by whether those that it
 * came after are still there. Never throws.
 * @param prefix - path of the registry's folder as diagnostics tell it, with a slash at its end
 */
export function parseRegistry(files: readonly RegistryFile[], prefix: string): ParsedRegistry {
  const diagnostics: Diagnostic[] = [];
  const records: ParsedRecord[] = [];
  const report = (path: string, fault: Fault): void => {
    const at = { file: `${prefix}${path}`, ...(fault.at ?? { line: 1, column: 1 }) };
    const { code, message, hint } = fault;
    diagnostics.push(diagnostic(code, { at, message, hint }, code === "registry-stray" ? "warning" : "error"));
  };
  if (files.length > limits.records) report("", { code: "registry-too-large", ...tooMany });
  const here = new Set(files.map(({ path }) => path));
  for (const file of files.slice(0, limits.records)) {
    const parsed = parseRecord(file, prefix);
    if ("code" in parsed) {
      report(file.path, parsed);
      continue;
    }
    records.push(parsed);
    const folder = file.path.slice(0, file.path.lastIndexOf("/"));
    for (const [index, id] of parsed.after.entries()) {
      if (here.has(`${folder}/${id}.json`)) continue;
      const { line, column } = parsed.placeOf(`/after/${index}`);
      const message = `The record that this one came after is gone: ${folder}/${id}.json.`;
      const hint = "What is released stays: restore it from the branch that has it, by git checkout <base> -- <path>.";
      report(file.path, { code: "registry-vanished", message, hint, at: { line, column } });
    }
  }
  return { records, diagnostics };
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly at?: { readonly line: number; readonly column: number; readonly pointer?: string };
}

const tooMany = {
  message: `The registry has more than ${limits.records} files.`,
  hint: "Split the documents: no config needs so many.",
};

function parseRecord({ path, content }: RegistryFile, prefix: string): ParsedRecord | Fault {
  if ("code" in content) return content;
  const [, folder, version, id] = /^([^/]+)\/([1-9]\d*)\/([0-9a-f]{64})\.json$/.exec(path) ?? [];
  if (id === undefined) {
    const hint = "The registry holds <message>/<version>/<id>.json and nothing else: move it away.";
    return { code: "registry-stray", message: "This does not belong into the registry.", hint };
  }
  const digest = sha256(content);
  if (digest !== id) return changed(content, id, digest);
  const text = content.toString("utf8");
  const value = parseJson(text);
  if (!isMapping(value)) {
    const hint = "insaka release has not written it: take it away.";
    return { code: "registry-unreadable", message: "The file is no JSON object that can be read.", hint };
  }
  const place = placesIn(text);
  if (value.format !== 1) {
    const message = `The record has the format ${JSON.stringify(value.format) ?? "none"}; this insaka reads format 1.`;
    return {
      code: "registry-format",
      message,
      hint: "Use the insaka that wrote it, or a newer one.",
      at: place("/format"),
    };
  }
  const [problem] = checkFormat(value);
  if (problem !== undefined) {
    const hint = "insaka release has not written it, or another insaka has: see schemas/registry-record.schema.json.";
    return { code: "registry-invalid", message: problem.message, hint, at: place(problem.pointer) };
  }
  const { message, version: number } = value.contract as { readonly message: string; readonly version: number };
  if (folder !== messageFolder(message) || version !== String(number)) {
    const found = `The record of ${message} version ${number} stands in the folder of another message or version.`;
    const hint = `Move it to ${messageFolder(message)}/${number}/.`;
    return { code: "registry-misplaced", message: found, hint, at: place("/contract") };
  }
  return {
    id,
    released: String(value.released),
    after: value.after as readonly string[],
    contract: value.contract,
    placeOf: (pointer) => ({ file: `${prefix}${path}`, ...place(pointer) }),
  };
}

function changed(content: Buffer, id: string, digest: string): Fault {
  const message = `The file has changed since its release: its SHA-256 is ${digest.slice(0, 12)}..., not ${id.slice(0, 12)}...`;
  const unix = Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  const hint =
    sha256(unix) === id
      ? "Its line ends were converted: put <registry>/** -text into .gitattributes, and check it out again."
      : "What is released stays: restore it, by git checkout <base> -- <path>.";
  return { code: "registry-changed", message, hint };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function parseJson(text: string): unknown {
  if (nestsTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whoever walks such a value ends the stack. Texts within it may hold brackets, which only makes the count too high. */
function nestsTooDeep(text: string): boolean {
  if (text.length < limits.recordDepth * 2) return false;
  let [open, deepest] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x5b || char === 0x7b) {
      open += 1;
      if (open > deepest) deepest = open;
    } else if (char === 0x5d || char === 0x7d) open -= 1;
  }
  return deepest > limits.recordDepth;
}

let compiled: ((value: unknown) => readonly FormatProblem[]) | undefined;

function checkFormat(value: unknown): readonly FormatProblem[] {
  compiled ??= compileFormatCheck(
    createRequire(import.meta.url)("../../../schemas/registry-record.schema.json") as object,
  );
  return compiled(value);
}

/** Finds places only when asked: to parse a text with its places takes a hundred times as long as without. */
function placesIn(text: string): (pointer: string) => Omit<Required<Place>, "file"> {
  let parsed: SourceText | undefined | null;
  return (pointer) => {
    if (parsed === undefined) {
      const result = parseSource(text);
      parsed = "position" in result ? result : null;
    }
    const position = parsed?.position(pointer, "value") ?? { line: 1, column: 1 };
    return { ...position, pointer };
  };
}
