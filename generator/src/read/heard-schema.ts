import { isMapping, type Mapping } from "./node.js";

/** Keywords whose value is one schema, some schemas in a row, and schemas by name. */
const ONE: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
]);
const SEVERAL: ReadonlySet<string> = new Set(["allOf", "anyOf", "items", "oneOf"]);
const BY_NAME: ReadonlySet<string> = new Set(["definitions", "dependencies", "patternProperties", "properties"]);

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
export function namesSpokenOf(schema: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  rewrite(schema, (properties) => {
    for (const name of Object.keys(properties)) names.add(name);
    return properties;
  });
  return names;
}

/**
 * The schema without what it says of properties that do not occur in a value: it says the same of the value, fault by fault, and most of a
 * format such as AsyncAPI's, which describes the bindings of twenty protocols, need not be compiled.
 * @param names - every name in the value that the schema speaks of
 */
export function heardSchema(schema: Mapping, names: ReadonlySet<string>): Mapping {
  const heard = rewrite(schema, (properties) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => names.has(name))),
  );
  return isMapping(heard) ? heard : schema;
}

function rewrite(schema: unknown, change: (properties: Mapping) => Mapping): unknown {
  if (!isMapping(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, rewriteKeyword(keyword, value, change)]),
  );
}

function rewriteKeyword(keyword: string, value: unknown, change: (properties: Mapping) => Mapping): unknown {
  if (Array.isArray(value)) return SEVERAL.has(keyword) ? value.map((each) => rewrite(each, change)) : value;
  if (!isMapping(value)) return value;
  if (ONE.has(keyword)) return rewrite(value, change);
  if (!BY_NAME.has(keyword)) return value;
  const kept = keyword === "properties" ? change(value) : value;
  return Object.fromEntries(Object.entries(kept).map(([name, each]) => [name, rewrite(each, change)]));
}
