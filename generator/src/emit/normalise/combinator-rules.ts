import type { JsonSchema } from "@insaka/schema";
import {
  combinators,
  hasAny,
  isSchemaObject,
  members,
  type NormaliserRule,
  objectKeywords,
  type SchemaObject,
  without,
} from "./rule.js";

/** Keywords of which a type shows something. */
const telling: readonly string[] = [
  "$ref",
  "additionalItems",
  "const",
  "enum",
  "items",
  "type",
  ...combinators,
  ...objectKeywords,
];

/** What combinators add to a type. */
export const combinatorRules: readonly NormaliserRule[] = [
  {
    id: "silent-members",
    purpose: "A member of `allOf` that only describes, or bounds values, says nothing about the type: it goes.",
    rewrite(schema) {
      const all = members(schema, "allOf");
      const left = all.filter(saysSomething);
      if (left.length === all.length) return schema;
      return left.length === 0 ? without(schema, "allOf") : { ...schema, allOf: left };
    },
  },
  {
    id: "silent-branches",
    purpose: "Branches go where one of them only bounds values: any value of the schema's type may be of that branch.",
    rewrite(schema) {
      if (schema.type === undefined) return schema;
      const silent = ["anyOf", "oneOf"].filter((keyword) => !members(schema, keyword).every(saysSomething));
      return silent.length === 0 ? schema : without(schema, ...silent);
    },
  },
  {
    id: "member-type",
    purpose: "A member of a combinator that speaks of an object without saying so is of the schema's type.",
    rewrite(schema) {
      const { type } = schema;
      if (type === undefined) return schema;
      const changed = combinators.flatMap((keyword): [string, readonly JsonSchema[]][] => {
        const typed = members(schema, keyword).map((member) =>
          isSchemaObject(member) && member.type === undefined && hasAny(member, objectKeywords)
            ? { type, ...member }
            : member,
        );
        return typed.some((member, index) => member !== members(schema, keyword)[index]) ? [[keyword, typed]] : [];
      });
      return changed.length === 0 ? schema : { ...schema, ...Object.fromEntries(changed) };
    },
  },
  {
    id: "object-of-members",
    purpose:
      "An object that leaves its properties to its combinators adds nothing to them: no open part beside closed ones.",
    rewrite(schema) {
      const leaves = schema.type === "object" && hasAny(schema, combinators) && !hasAny(schema, objectKeywords);
      return leaves ? without(schema, "type") : schema;
    },
  },
];

/** False for a member that only describes, or bounds values that its type does not show. */
function saysSomething(schema: JsonSchema | SchemaObject): boolean {
  return isSchemaObject(schema) ? hasAny(schema, telling) : !schema;
}
