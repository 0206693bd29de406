import { saysNothing } from "./array-keywords.js";
import type { Context, SchemaObject } from "./keyword-context.js";
import { countOf, mapOf, namesOf, shown } from "./keyword-values.js";
import type { Node } from "./node.js";
import { checkedPattern } from "./string-keywords.js";
import { Undecided } from "./undecided.js";

/** Everything that speaks of objects. */
export function objectNodes(schema: SchemaObject, context: Context): Node[] {
  const { table, dialect, child } = context;
  const nodes: Node[] = [];
  const least = countOf(schema, "minProperties");
  const most = countOf(schema, "maxProperties");
  if (least !== undefined) nodes.push(table.least("min-properties", least));
  if (most !== undefined) nodes.push(table.most("max-properties", most));
  for (const name of namesOf(schema.required, "required")) nodes.push(table.hasProperty(name, table.anything));
  const properties = mapOf(schema, "properties");
  const patterns = mapOf(schema, "patternProperties").map(
    ([pattern, part]) => [table.pattern("matches", checkedPattern(pattern, "patternProperties")), part] as const,
  );
  for (const [name, part] of properties) nodes.push(table.property(name, child(part, "properties")));
  for (const [names, part] of patterns) nodes.push(table.propertiesOf(names, child(part, "patternProperties")));
  if (schema.additionalProperties !== undefined) {
    const declared = properties.map(([name]) => table.member(name));
    const others = table.and([table.oneOf(declared, "not-in"), ...patterns.map(([names]) => table.notWithin(names))]);
    nodes.push(table.propertiesOf(others, child(schema.additionalProperties, "additionalProperties")));
  }
  if (schema.propertyNames !== undefined) {
    nodes.push(table.propertiesOf(table.not(child(schema.propertyNames, "propertyNames")), table.nothing));
  }
  nodes.push(...dependencyNodes(schema, context));
  const { unevaluatedProperties } = schema;
  if (dialect.since2019 && unevaluatedProperties !== undefined && !saysNothing(unevaluatedProperties)) {
    throw new Undecided("unevaluatedProperties: what it leaves over depends on other keywords, which is not judged");
  }
  return nodes;
}

function dependencyNodes(schema: SchemaObject, { table, dialect, here }: Context): Node[] {
  const without = (name: string) => table.property(name, table.nothing);
  const needs = (names: readonly string[]) => table.and(names.map((name) => table.hasProperty(name, table.anything)));
  const nodes: Node[] = [];
  for (const [name, needed] of mapOf(schema, "dependencies")) {
    const node = Array.isArray(needed) ? needs(namesOf(needed, "dependencies")) : here(needed, "dependencies");
    nodes.push(table.or([without(name), node]));
  }
  if (!dialect.since2019) return nodes;
  for (const [name, needed] of mapOf(schema, "dependentRequired")) {
    if (!Array.isArray(needed)) throw new Undecided(`dependentRequired: ${shown(needed)} is not a list of names`);
    nodes.push(table.or([without(name), needs(namesOf(needed, "dependentRequired"))]));
  }
  for (const [name, part] of mapOf(schema, "dependentSchemas")) {
    nodes.push(table.or([without(name), here(part, "dependentSchemas")]));
  }
  return nodes;
}
