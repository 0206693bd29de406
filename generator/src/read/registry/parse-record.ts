import type { Place } from "../../diagnostic.js";
import { load } from "../../package-folder.js";
import { recordId } from "../../record-id.js";
import { compileFormatCheck, type FormatProblem } from "../json-schema-check.js";
import { limits } from "../limits.js";
import { isMapping } from "../node.js";
import { type Position, parseSource, type SourceText } from "../source-text.js";
import { messageFolder } from "./record-path.js";

/** A record that is called by the digest of its bytes and whose head is sound. */
export interface RecordHead {
  /** Relative to the registry, with forward slashes. */
  readonly path: string;
  /** SHA-256 of its bytes, in hex: its name. */
  readonly id: string;
  readonly released: string;
  readonly after: readonly string[];
  readonly bytes: Buffer;
}

/** What is wrong with a file of the registry. */
export interface RecordFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** JSON pointer to what is wrong. */
  readonly pointer?: string;
}

/** Reads what stands before the contract, which is all that the order of records needs. */
export function parseHead(path: string, bytes: Buffer): RecordHead | RecordFault {
  const id = /^[^/]+\/[1-9]\d*\/([0-9a-f]{32})\.json$/.exec(path)?.[1];
  if (id === undefined) {
    const hint = "The registry holds <message>/<version>/<id>.json and nothing else: move it away.";
    return { code: "registry-stray", message: "This does not belong into the registry.", hint };
  }
  const digest = recordId(bytes);
  if (digest !== id) return changed(bytes, id, digest);
  const head = parseJson(headText(bytes));
  if (!isMapping(head)) return unreadable;
  if (head.format !== 1) {
    const message = `The record has the format ${JSON.stringify(head.format) ?? "none"}; this insaka reads format 1.`;
    return {
      code: "registry-format",
      message,
      hint: "Use the insaka that wrote it, or a newer one.",
      pointer: "/format",
    };
  }
  // The schema of the format says the same, and says what is wrong; but this is asked of every record.
  const sound = isDay(head.released) && isList(head.after);
  const [problem] = sound ? [] : checkFormat({ ...head, contract: anyContract });
  if (problem !== undefined) return invalid(problem);
  return { path, id, released: String(head.released), after: head.after as readonly string[], bytes };
}

function isDay(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === "string" && /^[0-9a-f]{32}$/.test(id));
}

/** Reads the contract of a record, and holds it against its format and the place where the record stands. */
export function parseContract({ path, bytes }: RecordHead): { readonly contract: unknown } | RecordFault {
  const value = parseJson(bytes.toString("utf8"));
  if (!isMapping(value)) return unreadable;
  const [problem] = checkFormat(value);
  if (problem !== undefined) return invalid(problem);
  const { message, version } = value.contract as { readonly message: string; readonly version: number };
  const folder = `${messageFolder(message)}/${version}/`;
  if (path.startsWith(folder)) return { contract: value.contract };
  const found = `The record of ${message} version ${version} stands in the folder of another message or version.`;
  return { code: "registry-misplaced", message: found, hint: `Move it to ${folder}.`, pointer: "/contract" };
}

/**
 * Finds places in a record. It is parsed for that when a line is read first: with places that takes a hundred times as long as
 * without, and of most places nobody asks more than what they are the place of.
 */
export function placesIn(bytes: Buffer, file: string): (pointer: string) => Required<Place> {
  let parsed: SourceText | undefined | null;
  const find = (pointer: string): Position => {
    if (parsed === undefined) {
      const result = parseSource(bytes.toString("utf8"));
      parsed = "position" in result ? result : null;
    }
    return parsed?.position(pointer, "value") ?? { line: 1, column: 1 };
  };
  return (pointer) => {
    let found: Position | undefined;
    const here = (): Position => {
      found ??= find(pointer);
      return found;
    };
    return {
      file,
      get line() {
        return here().line;
      },
      get column() {
        return here().column;
      },
      pointer,
    };
  };
}

const unreadable: RecordFault = {
  code: "registry-unreadable",
  message: "The file is no JSON object that can be read.",
  hint: "insaka release has not written it: take it away.",
};

function invalid({ message, pointer }: FormatProblem): RecordFault {
  const hint = "insaka release has not written it, or another insaka has: see schemas/registry-record.schema.json.";
  return { code: "registry-invalid", message, hint, pointer };
}

function changed(bytes: Buffer, id: string, digest: string): RecordFault {
  const message = `The file has changed since its release: its SHA-256 is ${digest.slice(0, 12)}..., not ${id.slice(0, 12)}...`;
  const unix = Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  const hint =
    recordId(unix) === id
      ? "Its line ends were converted: put <registry>/** -text into .gitattributes, and check it out again."
      : "What is released stays: restore it, by git checkout <base> -- <path>.";
  return { code: "registry-changed", message, hint };
}

/** As `recordText` writes it, a record's contract comes last and begins on a line of its own. Anything else is read as a whole. */
const contractLine = ',\n  "contract": {\n';

function headText(bytes: Buffer): string {
  const end = bytes.indexOf(contractLine);
  const text = bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
  return end < 0 ? text : `${text}}`;
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

/** Stands for the contract while only the head is judged. */
const anyContract: object = {
  message: "any",
  version: 1,
  status: "draft",
  kind: "event",
  owner: null,
  retention: null,
  contentType: null,
  payload: true,
  headers: null,
  upcast: null,
  senders: [],
  receivers: [],
};

let compiled: ((value: unknown) => readonly FormatProblem[]) | undefined;

function checkFormat(value: unknown): readonly FormatProblem[] {
  compiled ??= compileFormatCheck(load("./schemas/registry-record.schema.json") as object);
  return compiled(value);
}
