import { dirname, join } from "node:path/posix";
import { type Diagnostic, diagnostic } from "../diagnostic.js";
import type { ImportSite } from "./parse-upcaster.js";
import type { UpcasterSource } from "./upcaster-source.js";

/** The seam between generated code and the runtime: the one package that generated code imports. */
const seam = "@insaka/runtime/codegen/v1";

/** What the imports of an upcaster come to. */
export interface CheckedImports extends Pick<UpcasterSource, "text" | "imports"> {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Holds the imports of an upcaster to what generated code may import, and writes its relative ones for its new place. A
 * message's file imports the upcaster, so of generated files only types may come back.
 * @param generated - name of the folder that the upcaster will be carried to; relative imports are not judged without it
 */
export function checkImports(
  { file, text }: Pick<UpcasterSource, "file" | "text">,
  sites: readonly ImportSite[],
  generated: string | undefined,
): CheckedImports {
  const diagnostics: Diagnostic[] = [];
  const imports: UpcasterSource["imports"][number][] = [];
  let rewritten = text;
  for (const site of [...sites].sort((a, b) => b.start - a.start)) {
    const target = targetOf(file, site, generated);
    const problem = problemOf(site, target, generated);
    if (problem !== undefined) {
      const at = { file, ...site.position };
      const hint = `Import ${seam}, and with import type the generated types; write what else it needs into this file.`;
      diagnostics.push(diagnostic("upcaster-import", { at, message: problem, hint }));
    } else if (target !== undefined) {
      imports.unshift({ ...site.position, target });
      rewritten = `${rewritten.slice(0, site.start + 1)}../${target}${rewritten.slice(site.end - 1)}`;
    }
  }
  return { text: rewritten, imports, diagnostics };
}

/** The generated file that a relative import means, relative to the generated folder. */
function targetOf(file: string, { specifier }: ImportSite, generated: string | undefined): string | undefined {
  if (generated === undefined || specifier === null || !specifier.startsWith(".")) return undefined;
  const path = join(dirname(file), specifier);
  const prefix = generated === "" ? "" : `${generated}/`;
  const target = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  return /^(?:messages|types)\/[\p{L}\p{N}\p{M}_-]+\.js$/u.test(target) ? target : undefined;
}

function problemOf(
  { specifier, form }: ImportSite,
  target: string | undefined,
  generated: string | undefined,
): string | undefined {
  const named = specifier === null ? "An import" : `The import of "${specifier}"`;
  if (form === "side-effect") return `${named} is made for what it does, not for a name.`;
  if (form === "augmentation") {
    return specifier === null ? "It declares globals." : `It declares parts of "${specifier}".`;
  }
  if (form === "dynamic" || form === "re-export") return `${named} is not made by a plain import statement.`;
  if (specifier === seam) return undefined;
  if (specifier === null || !specifier.startsWith(".")) return `${named} is not for upcasters.`;
  if (target === undefined && generated !== undefined) {
    return `${named} leads to no message and no type of the generated folder.`;
  }
  return form === "type" ? undefined : `${named} brings in more than types: the message's file imports this one.`;
}
