import type { JsonSchema } from "@insaka/schema";
import { type DocumentSet, follow, placeKey, refText } from "../read/document-set.js";
import { isMapping, items, joinPointer, members, type Node } from "../read/node.js";
import { type Tag, tagOf } from "./discriminated.js";
import { schemaKeywords } from "./schema-keywords.js";

/** From the place of a shared schema to its name. */
export type TypeNames = ReadonlyMap<string, string>;

/**
 * Copies a schema out of its document: known keywords only, in a fixed order, descriptions included, and every `$ref`
 * as `#/definitions/<Name>`. A reference that leads nowhere accepts everything (the reader has reported it).
 */
export function documentSchema(set: DocumentSet, names: TypeNames, schema: Node | undefined): JsonSchema {
  const target = follow(set, schema);
  return target === undefined ? true : copy(set, names, target);
}

function copy(set: DocumentSet, names: TypeNames, schema: Node): JsonSchema {
  const { value } = schema;
  if (typeof value === "boolean") return value;
  if (!isMapping(value)) return true;
  const copied: Record<string, unknown> = {};
  for (const keyword of Object.keys(value).filter(isKeyword).sort(inOrder)) {
    const kind = schemaKeywords.get(keyword);
    const stated = value[keyword];
    if (kind === "value" || kind === "annotation") {
      copied[keyword] = stated;
      continue;
    }
    const node: Node = { file: schema.file, pointer: joinPointer(schema.pointer, keyword), value: stated };
    if (kind === "map") copied[keyword] = copyMap(set, names, node);
    else if (keyword === "oneOf" || keyword === "anyOf")
      copied[keyword] = items(node).map((item) => tagged(refer(set, names, item), tagOf(set, schema, item)));
    else if (Array.isArray(stated)) copied[keyword] = items(node).map((item) => refer(set, names, item));
    else copied[keyword] = refer(set, names, node);
  }
  return copied;
}

const ranks: ReadonlyMap<string, number> = new Map([...schemaKeywords.keys()].map((keyword, rank) => [keyword, rank]));

function isKeyword(name: string): boolean {
  return ranks.has(name);
}

function inOrder(a: string, b: string): number {
  return (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);
}

/** A branch that says what tells it apart, so that types narrow by it and validators look at no other branch. */
function tagged(branch: JsonSchema, tag: Tag | undefined): JsonSchema {
  if (tag === undefined) return branch;
  const { property, value } = tag;
  return { required: [property], properties: Object.fromEntries([[property, { const: value }]]), allOf: [branch] };
}

function copyMap(set: DocumentSet, names: TypeNames, map: Node): unknown {
  // Assigning would take a property called `__proto__` for the prototype; `fromEntries` does not.
  return Object.fromEntries(
    members(map).map(([name, member]) => [
      name,
      Array.isArray(member.value) ? member.value : refer(set, names, member),
    ]),
  );
}

function refer(set: DocumentSet, names: TypeNames, schema: Node): JsonSchema {
  if (refText(schema.value) === undefined) return copy(set, names, schema);
  const target = follow(set, schema);
  const name = target === undefined ? undefined : names.get(placeKey(target));
  return name === undefined ? true : { $ref: `#/definitions/${name}` };
}
