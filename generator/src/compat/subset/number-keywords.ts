import { decimalOf } from "./decimal.js";
import type { Context, SchemaObject } from "./keyword-context.js";
import { numberOf, shown } from "./keyword-values.js";
import type { Node } from "./node.js";
import { Undecided } from "./undecided.js";

/** `minimum`, `maximum`, their exclusive forms, and `multipleOf`. */
export function numberNodes(schema: SchemaObject, context: Context): Node[] {
  const { table } = context;
  const nodes = [
    ...bounds(schema, "above", ["minimum", "exclusiveMinimum"], context),
    ...bounds(schema, "below", ["maximum", "exclusiveMaximum"], context),
  ];
  const step = numberOf(schema, "multipleOf");
  if (step !== undefined) {
    if (step <= 0) throw new Undecided(`multipleOf: ${step} is not above 0`);
    nodes.push(table.multiple("multiple", decimalOf(step), step));
  }
  return nodes;
}

function bounds(
  schema: SchemaObject,
  kind: "above" | "below",
  [inclusive, exclusive]: readonly [string, string],
  { table, dialect }: Context,
): Node[] {
  const bound = numberOf(schema, inclusive);
  const sharp = schema[exclusive];
  if (typeof sharp === "boolean") {
    if (!dialect.booleanBounds) throw new Undecided(`${exclusive}: ${shown(sharp)} is not a number`);
    return bound === undefined ? [] : [table.bound(kind, decimalOf(bound), !sharp)];
  }
  const limit = numberOf(schema, exclusive);
  return [
    ...(bound === undefined ? [] : [table.bound(kind, decimalOf(bound), true)]),
    ...(limit === undefined ? [] : [table.bound(kind, decimalOf(limit), false)]),
  ];
}
