import type { Context, SchemaObject } from "./keyword-context.js";
import { countOf, shown } from "./keyword-values.js";
import type { Node } from "./node.js";
import { Undecided } from "./undecided.js";

/** Everything that speaks of arrays. */
export function arrayNodes(schema: SchemaObject, context: Context): Node[] {
  const { table, dialect } = context;
  const nodes: Node[] = [];
  const least = countOf(schema, "minItems");
  const most = countOf(schema, "maxItems");
  if (least !== undefined) nodes.push(table.least("min-items", least));
  if (most !== undefined) nodes.push(table.most("max-items", most));
  const { uniqueItems } = schema;
  if (uniqueItems !== undefined && typeof uniqueItems !== "boolean") {
    throw new Undecided(`uniqueItems: ${shown(uniqueItems)} is not true or false`);
  }
  if (uniqueItems === true) nodes.push(table.items("distinct-items"));
  nodes.push(...elementNodes(schema, context), ...containsNodes(schema, context));
  const { unevaluatedItems } = schema;
  if (dialect.since2019 && unevaluatedItems !== undefined && !saysNothing(unevaluatedItems)) {
    throw new Undecided("unevaluatedItems: what it leaves over depends on other keywords, which is not judged");
  }
  return nodes;
}

/** True for a schema that everything satisfies. */
export function saysNothing(schema: unknown): boolean {
  return schema === true || (typeof schema === "object" && schema !== null && Object.keys(schema).length === 0);
}

/** The tuple and what follows it. */
function elementNodes(schema: SchemaObject, { table, dialect, child }: Context): Node[] {
  const tupleKeyword = dialect.prefixItems ? "prefixItems" : "items";
  const restKeyword = dialect.prefixItems ? "items" : "additionalItems";
  const tuple = schema[tupleKeyword];
  const rest = schema[restKeyword];
  if (Array.isArray(tuple)) {
    const nodes = tuple.map((item, index) => table.itemAt(index, child(item, tupleKeyword)));
    return rest === undefined ? nodes : [...nodes, table.itemsFrom(tuple.length, child(rest, restKeyword))];
  }
  if (dialect.prefixItems) {
    if (tuple !== undefined) throw new Undecided(`prefixItems: ${shown(tuple)} is not a list of schemas`);
    return rest === undefined ? [] : [table.itemsFrom(0, child(rest, "items"))];
  }
  return tuple === undefined ? [] : [table.itemsFrom(0, child(tuple, "items"))];
}

function containsNodes(schema: SchemaObject, { table, dialect, child }: Context): Node[] {
  if (schema.contains === undefined) return [];
  const node = child(schema.contains, "contains");
  if (!dialect.since2019) return [table.containsLeast(1, node)];
  const most = countOf(schema, "maxContains");
  const least = table.containsLeast(countOf(schema, "minContains") ?? 1, node);
  return most === undefined ? [least] : [least, table.containsMost(most, node)];
}
