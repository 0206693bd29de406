import type { JsonSchema } from "@insaka/schema";
import { isSchemaObject, type NormaliserRule, named, requiredNames } from "./rule.js";

/** What every object inherits, by TypeScript's own declaration of `Object`. */
const inherited: ReadonlySet<string> = new Set([
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
]);

/** Without it `{}` is no value of `{ toString?: string }`. Named by `globalThis`: a type of the document may be called Object. */
export const inheritedNames: NormaliserRule = {
  id: "inherited-names",
  purpose:
    "An optional property named as one that every object inherits may be the inherited one: that is what an object without it has.",
  rewrite(schema) {
    if (schema.type !== "object") return schema;
    const declared = named(schema, "properties");
    const required = new Set(requiredNames(schema));
    const names = Object.keys(declared).filter((name) => inherited.has(name) && !required.has(name));
    if (names.length === 0) return schema;
    const widened = names.map((name): [string, JsonSchema] => [name, orInherited(name, declared[name] ?? true)]);
    return { ...schema, properties: { ...declared, ...Object.fromEntries(widened) } };
  },
};

function orInherited(name: string, member: JsonSchema): JsonSchema {
  const { description, deprecated } = isSchemaObject(member) ? member : {};
  const told = Object.entries({ description, deprecated }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(told), anyOf: [member, { tsType: `globalThis.Object["${name}"]` }] };
}
