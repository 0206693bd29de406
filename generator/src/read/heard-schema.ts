import { listKeywords, mapKeywords, singleKeywords } from "@insaka/schema";
import { isMapping, type Mapping } from "./node.js";

/** Schemas by name: in a file's format also those that only wait to be referred to. */
const BY_NAME: ReadonlySet<string> = new Set([...mapKeywords, "definitions"]);

/** Every name of a member, anywhere in a value. */
export function namesIn(value: unknown, names: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, names);
  else if (isMapping(value)) {
    for (const [name, member] of Object.entries(value)) {
      names.add(name);
      namesIn(member, names);
    }
  }
  return names;
}

/** The names of properties that a schema speaks of, anywhere in it. */
export function namesSpokenOf(schema: unknown, names: Set<string> = new Set()): ReadonlySet<string> {
  if (!isMapping(schema)) return names;
  for (const [keyword, value] of Object.entries(schema)) {
    if (Array.isArray(value)) {
      if (listKeywords.has(keyword)) for (const each of value) namesSpokenOf(each, names);
    } else if (singleKeywords.has(keyword)) namesSpokenOf(value, names);
    else if (isMapping(value) && BY_NAME.has(keyword)) {
      for (const [name, each] of Object.entries(value)) {
        if (keyword === "properties") names.add(name);
        namesSpokenOf(each, names);
      }
    }
  }
  return names;
}

/**
 * The schema without what it says of properties that do not occur in a value, and without definitions that nothing refers to then: it says
 * the same of the value, fault by fault, and most of a format such as AsyncAPI's, which describes the bindings of twenty protocols, need
 * not be compiled.
 * @param names - every name in the value that the schema speaks of
 */
export function heardSchema({ definitions, ...schema }: Mapping, names: ReadonlySet<string>): Mapping {
  const root = rewrite(schema, names) as Mapping;
  if (!isMapping(definitions)) return root;
  const kept: Record<string, unknown> = {};
  const open = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const name of definitionsIn(part)) {
      if (Object.hasOwn(kept, name) || !Object.hasOwn(definitions, name)) continue;
      const definition = rewrite(definitions[name], names);
      kept[name] = definition;
      if (isMapping(definition)) open.push(definition);
    }
  }
  return { ...root, definitions: kept };
}

/** The definitions that a schema may refer to: by `#/definitions/name`, or by an `$id` that is the name. */
function definitionsIn(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) definitionsIn(item, found);
  else if (isMapping(value)) {
    const { $ref } = value;
    if (typeof $ref === "string") {
      const [id = "", fragment = ""] = $ref.split("#", 2);
      found.add(id === "" ? (fragment.split("/")[2] ?? "") : id);
    }
    for (const member of Object.values(value)) definitionsIn(member, found);
  }
  return found;
}

function rewrite(schema: unknown, names: ReadonlySet<string>): unknown {
  if (!isMapping(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, rewriteKeyword(keyword, value, names)]),
  );
}

function rewriteKeyword(keyword: string, value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return listKeywords.has(keyword) ? value.map((each) => rewrite(each, names)) : value;
  if (!isMapping(value)) return value;
  if (singleKeywords.has(keyword)) return rewrite(value, names);
  if (!BY_NAME.has(keyword)) return value;
  const entries = Object.entries(value).filter(([name]) => keyword !== "properties" || names.has(name));
  return Object.fromEntries(entries.map(([name, each]) => [name, rewrite(each, names)]));
}
