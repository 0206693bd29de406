import type { JsonValue } from "@insaka/schema";
import { TYPE_BITS } from "./json-type.js";
import type { Context, SchemaObject } from "./keyword-context.js";
import { shown } from "./keyword-values.js";
import type { Node } from "./node.js";
import { Undecided } from "./undecided.js";

/** `type`, `enum` and `const`. */
export function valueNodes(schema: SchemaObject, { table }: Context): Node[] {
  const nodes: Node[] = [];
  if (schema.type !== undefined) nodes.push(table.types(typesOf(schema.type)));
  if (schema.enum !== undefined) {
    if (!Array.isArray(schema.enum)) throw new Undecided(`enum: ${shown(schema.enum)} is not a list of values`);
    nodes.push(table.oneOf(schema.enum.map((value: JsonValue) => table.member(value))));
  }
  if (schema.const !== undefined) nodes.push(table.oneOf([table.member(schema.const as JsonValue)]));
  return nodes;
}

function typesOf(type: unknown): number {
  let types = 0;
  for (const name of Array.isArray(type) ? type : [type]) {
    const bits = typeof name === "string" && Object.hasOwn(TYPE_BITS, name) ? TYPE_BITS[name] : undefined;
    if (bits === undefined) throw new Undecided(`type: ${shown(name)} is not a type`);
    types |= bits;
  }
  return types;
}
