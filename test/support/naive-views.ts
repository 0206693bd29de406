import type { JsonSchema } from "@insaka/schema";
import { isNode } from "./schema-node.js";

/** Edits every object subschema. Wrong as a view: the tests show on how many schemas. */
function editObjects(
  value: unknown,
  edit: (node: Record<string, unknown>) => Record<string, unknown>,
  inMap = false,
): unknown {
  if (Array.isArray(value)) return value.map((member) => editObjects(member, edit));
  if (!isNode(value)) return value;
  const maps = ["properties", "patternProperties", "definitions", "dependencies"];
  const entries = Object.entries(value).map(([key, child]) => {
    const instance = !inMap && (key === "const" || key === "enum");
    return [key, instance ? child : editObjects(child, edit, !inMap && maps.includes(key))];
  });
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  return inMap || copy.properties === undefined ? copy : edit(copy);
}

/** The writer view as many tools do it: `additionalProperties: false` on each object subschema. */
export function naiveWriter(schema: JsonSchema): JsonSchema {
  return editObjects(schema, (node) => ({
    ...node,
    additionalProperties: node.additionalProperties ?? false,
  })) as JsonSchema;
}

/** The reader view as many tools do it: `additionalProperties: false` taken away everywhere. */
export function naiveReader(schema: JsonSchema): JsonSchema {
  return editObjects(schema, ({ additionalProperties, ...node }) =>
    additionalProperties === undefined || additionalProperties === false ? node : { ...node, additionalProperties },
  ) as JsonSchema;
}
