import type { JsonSchema } from "@insaka/schema";
import { asAlternatives, combinators, type NormaliserRule, type SchemaObject, without } from "./rule.js";

/** Positions of a tuple that its type spells out. */
const longest = 12;

/** Arrays that describe their elements one by one. */
export const tupleRules: readonly NormaliserRule[] = [
  {
    id: "long-tuple",
    purpose: `A tuple of more than ${longest} positions is a list of what may stand anywhere in it: each length is a type of its own.`,
    rewrite(schema) {
      const positions = positionsOf(schema);
      if (positions === undefined || positions.length <= longest) return schema;
      const others = schema.additionalItems === false ? [] : [(schema.additionalItems ?? true) as JsonSchema];
      return { ...without(schema, "additionalItems"), items: { anyOf: [...positions, ...others] } };
    },
  },
  {
    id: "short-tuple",
    purpose: "A tuple may end before the first position that `minItems` does not demand.",
    rewrite(schema) {
      const positions = positionsOf(schema);
      if (positions === undefined) return schema;
      const least = typeof schema.minItems === "number" ? Math.min(schema.minItems, positions.length) : 0;
      if (least === positions.length) return schema;
      const early = positions.slice(least).map((_, index) => tupleOf(positions.slice(0, least + index)));
      const whole = { ...without(schema, ...combinators), minItems: positions.length };
      return asAlternatives(schema, [...early, whole]);
    },
  },
];

function positionsOf({ type, items }: SchemaObject): readonly JsonSchema[] | undefined {
  return type === "array" && Array.isArray(items) ? (items as readonly JsonSchema[]) : undefined;
}

function tupleOf(positions: readonly JsonSchema[]): SchemaObject {
  if (positions.length === 0) return { tsType: "readonly []" };
  return { type: "array", items: positions, additionalItems: false, minItems: positions.length };
}
