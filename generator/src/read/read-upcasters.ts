import { join } from "node:path";
import { basename, dirname } from "node:path/posix";
import { type Diagnostic, diagnostic, type Place } from "../diagnostic.js";
import { aimReference } from "./aim-references.js";
import { checkImports } from "./check-imports.js";
import { type DocumentSet, placeKey, placeOf } from "./document-set.js";
import { child, type Node, text } from "./node.js";
import { parseUpcaster } from "./parse-upcaster.js";
import type { SourceFolder } from "./source-folder.js";
import type { UpcasterSource } from "./upcaster-source.js";
import { walkObjects } from "./walk-objects.js";

/** The upcasters that documents name, and what is wrong with them. */
export interface ReadUpcasters {
  /** By the place of the name in its document. */
  readonly upcasters: ReadonlyMap<string, UpcasterSource>;
  readonly diagnostics: readonly Diagnostic[];
}

/** In the folder of the documents. */
const folderName = "upcasters";

/**
 * Reads every file that an `x-upcast: { function }` names. It is source text for the generated folder: it is parsed, and
 * never run.
 * @param generated - name of the folder that it will be carried to; absent where nothing will be written
 */
export async function readUpcasters(
  folder: SourceFolder,
  files: DocumentSet["files"],
  generated: string | undefined,
): Promise<ReadUpcasters> {
  const upcasters = new Map<string, UpcasterSource>();
  const diagnostics: Diagnostic[] = [];
  const home = folder.nameOf(join(folder.folder, folderName));
  for (const { path, value } of files.values()) {
    for (const node of findFunctions(path, value)) {
      const found = await readUpcaster(folder, placeOf({ files }, node, "value"), node, home, generated);
      if ("sha256" in found) upcasters.set(placeKey(node), found);
      else diagnostics.push(...found);
    }
  }
  return { upcasters, diagnostics };
}

function findFunctions(file: string, value: unknown): readonly Node[] {
  const found: Node[] = [];
  walkObjects(file, value, (object, node) => {
    if (!Object.hasOwn(object, "x-upcast")) return true;
    const upcast = child(node(), "x-upcast");
    const named = upcast === undefined ? undefined : child(upcast, "function");
    if (text(named) !== undefined && named !== undefined) found.push(named);
    return true;
  });
  return found;
}

async function readUpcaster(
  folder: SourceFolder,
  at: Place,
  node: Node,
  home: string,
  generated: string | undefined,
): Promise<UpcasterSource | readonly Diagnostic[]> {
  const path = text(node) ?? "";
  const aimed = aimReference({ at: node, ref: path, beside: [] });
  const refuse = (code: string, message: string, hint: string): readonly Diagnostic[] => [
    diagnostic(code, { at, message, hint }),
  ];
  if ("code" in aimed) return refuse("upcaster-outside-folder", aimed.message, `Put the file into ${home}/.`);
  if (dirname(aimed.file) !== home) {
    const message = `The upcaster "${path}" does not lie in ${home}/.`;
    return refuse("upcaster-outside-folder", message, "Put it there: the path is relative to this file.");
  }
  const name = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.ts$/.exec(basename(aimed.file))?.[1];
  if (name === undefined || aimed.fragment !== "") {
    const hint = "Use small letters, digits and hyphens: deduction-scheduled-v2.ts.";
    return refuse("upcaster-name-illegal", `"${path}" is no name of an upcaster.`, hint);
  }
  const read = await folder.read(aimed.file);
  if (!read.ok) {
    const outside = read.code === "ref-outside-folder";
    const code = outside || read.code === "ref-not-found" ? `upcaster-${read.code.slice("ref-".length)}` : read.code;
    return refuse(code, `The upcaster "${path}" cannot be had. ${read.message}`, "Correct the path, or the file.");
  }
  return judgeSource({ file: aimed.file, name, sha256: read.sha256, text: read.text }, generated);
}

function judgeSource(
  source: Omit<UpcasterSource, "imports">,
  generated: string | undefined,
): UpcasterSource | readonly Diagnostic[] {
  const { file } = source;
  const parsed = parseUpcaster(source.text);
  if ("fault" in parsed) {
    const message = `The upcaster is no TypeScript: ${parsed.fault}.`;
    return [
      diagnostic("upcaster-not-parsed", { at: { file, ...parsed.position }, message, hint: "Correct the file." }),
    ];
  }
  const { text: rewritten, imports, diagnostics } = checkImports(source, parsed.imports, generated);
  if (parsed.exportsUpcast) return diagnostics.length > 0 ? diagnostics : { ...source, text: rewritten, imports };
  const message = "The file exports no function called upcast.";
  const hint = "Write it as: export const upcast: Upcaster<OldVersion, NewVersion> = (old) => ...";
  return [...diagnostics, diagnostic("upcaster-without-export", { at: { file, line: 1, column: 1 }, message, hint })];
}
