import type { JsonSchema } from "../json.js";
import type { CopyAt, IsUniform } from "./dropped-names.js";
import type { LocatedNode } from "./located-node.js";
import { type Draft, isSchema } from "./schema-parts.js";
import type { ViewDraft } from "./view-schema.js";

/** `items`, `additionalItems` and `contains` of a node, for what remains of the elements. */
export function droppedItems(located: LocatedNode, draft: ViewDraft, at: CopyAt, isUniform: IsUniform): Draft {
  const { node, location } = located;
  const items = draft.locations.children(location).items;
  const tuple = items.slice(0, -1);
  const rest = items.at(-1) ?? location.item(location.tuple);
  return { ...ofItems(), ...ofContains() };

  function ofItems(): Draft {
    if (Array.isArray(node.items)) return ofTuple(node.items, node.additionalItems);
    if (!isSchema(node.items)) return {};
    const schema = node.items;
    if (isUniform(schema, items)) return { items: at(schema, rest) };
    return { items: tuple.map((below) => at(schema, below)), additionalItems: at(schema, rest) };
  }

  function ofTuple(own: readonly unknown[], more: unknown): Draft {
    const first = own.map((schema, index) => (isSchema(schema) ? at(schema, items[index] ?? rest) : schema));
    if (!isSchema(more)) return { items: first };
    const below = tuple.slice(own.length);
    const longer = isUniform(more, [...below, rest]) ? [] : below.map((location) => at(more, location));
    return { items: [...first, ...longer], additionalItems: at(more, rest) };
  }

  function ofContains(): Draft {
    if (!isSchema(node.contains)) return {};
    const schema = node.contains;
    if (isUniform(schema, items)) return { contains: at(schema, rest) };
    return {
      anyOf: containsAt(
        tuple.map((below) => at(schema, below)),
        at(schema, rest),
      ),
    };
  }
}

/** The ways in which an array can hold an element that matches, where each position asks for something of its own. */
function containsAt(tuple: readonly JsonSchema[], rest: JsonSchema): JsonSchema[] {
  const free = tuple.map(() => true);
  const atPosition = tuple.map((schema, index) => ({ items: [...free.slice(0, index), schema], minItems: index + 1 }));
  const noArray = { type: ["boolean", "null", "number", "object", "string"] };
  const later = { type: "array", not: { items: free, additionalItems: { not: rest } } };
  return [noArray, ...atPosition, later];
}
