import { basename } from "node:path/posix";
import { compareText } from "../diagnostic.js";
import { placeKey } from "../read/document-set.js";
import { type Node, splitPointer } from "../read/node.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import type { SharedType } from "./contract-model.js";
import { documentSchema, type TypeNames } from "./document-schema.js";
import { fileNameOf, typeNameOf } from "./naming.js";

/** Parts of a pointer that say where a schema stands and not what it is. */
const structure: ReadonlySet<string> = new Set([
  "$defs",
  "components",
  "definitions",
  "items",
  "messages",
  "properties",
  "schemas",
]);

/** Names the schemas that `$ref`s lead to: `#/components/schemas/Money` and `shared/types.yaml#/Money` are `Money`. */
export function nameSharedTypes(context: BuildContext, schemas: ReadonlyMap<string, Node>): TypeNames {
  const names = new Map<string, string>();
  const forms = (text: string): readonly string[] => [
    `export ${typeNameOf(text)}`,
    `file types ${fileNameOf(typeNameOf(text))}`,
  ];
  for (const [key, node] of [...schemas].sort(([a], [b]) => compareText(a, b))) {
    names.set(key, typeNameOf(context.names.claim(wantedName(node), { fallback: "Schema", suffix: "Type", forms })));
  }
  return names;
}

function wantedName(node: Node): string {
  const tokens = (splitPointer(node.pointer) ?? []).filter((token) => !structure.has(token));
  return typeNameOf(tokens.length > 0 ? tokens.join(" ") : basename(node.file).replace(/\..*$/, ""));
}

/** Copies the shared schemas out of their documents, sorted by name. */
export function buildSharedTypes(
  context: BuildContext,
  schemas: ReadonlyMap<string, Node>,
  names: TypeNames,
): readonly SharedType[] {
  const types = [...schemas.values()].map((node): SharedType => {
    const name = names.get(placeKey(node)) ?? "";
    return {
      name,
      fileName: fileNameOf(name),
      documented: documentSchema(context.set, names, node),
      source: sourceOf(context, node),
    };
  });
  return types.sort((a, b) => compareText(a.name, b.name) || compareText(a.source.file, b.source.file));
}
