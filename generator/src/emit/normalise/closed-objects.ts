import type { JsonSchema } from "@insaka/schema";
import { type NormaliserRule, named, without } from "./rule.js";

/** Which names an object may have that it does not declare. */
export const closedObjects: readonly NormaliserRule[] = [
  {
    id: "pattern-properties",
    purpose:
      "Names that a pattern describes are an index signature, together with those that `additionalProperties` describes.",
    rewrite(schema) {
      if (schema.type !== "object" || schema.patternProperties === undefined) return schema;
      const stated = schema.additionalProperties as JsonSchema | undefined;
      const patterns = Object.values(named(schema, "patternProperties"));
      const rest = without(schema, "patternProperties");
      if (stated === true || patterns.length === 0) return rest;
      const others = stated === undefined || stated === false ? patterns : [...patterns, stated];
      return { ...rest, additionalProperties: others.length === 1 ? (others[0] ?? true) : { anyOf: others } };
    },
  },
  {
    id: "nameless-object",
    purpose:
      "An object that declares no name is open: the rule of the two views. All others are closed unless they say otherwise.",
    rewrite(schema) {
      const isNameless = schema.type === "object" && Object.keys(named(schema, "properties")).length === 0;
      return isNameless && schema.additionalProperties === undefined
        ? { ...schema, additionalProperties: true }
        : schema;
    },
  },
  {
    id: "empty-object",
    purpose:
      "An object that may have no property at all is `Record<string, never>`: `{}` would take any value but null.",
    rewrite(schema) {
      const isNameless = schema.type === "object" && Object.keys(named(schema, "properties")).length === 0;
      if (!isNameless || schema.additionalProperties !== false) return schema;
      const { allOf, anyOf, oneOf } = schema;
      const all = Object.entries({ allOf, anyOf, oneOf }).filter(([, value]) => value !== undefined);
      const empty = { tsType: "Record<string, never>" };
      return all.length === 0 ? empty : { allOf: [empty, Object.fromEntries(all)] };
    },
  },
];
