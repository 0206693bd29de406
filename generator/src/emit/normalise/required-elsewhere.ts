import type { JsonSchema } from "@insaka/schema";
import { findProperty } from "./find-property.js";
import { type Around, isSchemaObject, type NormaliserRule, named, requiredNames, type SchemaObject } from "./rule.js";

/** `allOf: [{ $ref }, { required: [...] }]`, and a branch that only requires. */
export const requiredElsewhere: NormaliserRule = {
  id: "required-elsewhere",
  purpose:
    "A property that is required and not declared here gets its declaration from around; else what all others may hold.",
  rewrite(schema, around) {
    if (schema.type !== "object") return schema;
    const declared = named(schema, "properties");
    const missing = requiredNames(schema).filter((name) => !Object.hasOwn(declared, name));
    if (missing.length === 0) return schema;
    const found = missing.map((name): [string, JsonSchema] => [name, declarationOf(name, schema, around)]);
    return { ...schema, properties: { ...declared, ...Object.fromEntries(found) } };
  },
};

function declarationOf(name: string, schema: SchemaObject, { inPlace, shared }: Around): JsonSchema {
  const found = findProperty(name, [schema, ...inPlace], shared);
  if (found !== undefined) return found;
  const others = schema.additionalProperties;
  return isSchemaObject(others) && schema.patternProperties === undefined ? others : true;
}
