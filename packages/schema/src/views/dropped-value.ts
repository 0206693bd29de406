import { isObject, type JsonSchema, type JsonValue } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import { namesSchema } from "./declared-names-schema.js";
import { dropUndeclared } from "./undeclared.js";

/** How dropping undeclared names bears on an instance that a schema spells out. */
export type ValueChange = "lost" | "more" | "none";

/**
 * `lost`: the value has undeclared names itself, so nothing becomes it by dropping. `more`: other values become it too.
 */
export function valueChange(location: GraphLocation, value: JsonValue): ValueChange {
  if (dropUndeclared(location, value) !== value) return "lost";
  return holdsClosed(location, value) ? "more" : "none";
}

/** The instances that become this value once undeclared names are dropped; the value must have none itself. */
export function droppedValue(location: GraphLocation, value: JsonValue): JsonSchema {
  if (!holdsClosed(location, value)) return { const: value };
  if (Array.isArray(value)) {
    const items = value.map((element, index) => droppedValue(location.item(index), element));
    return { type: "array", items, minItems: items.length, maxItems: items.length };
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  const names = entries.map(([name]) => name);
  const properties = Object.fromEntries(
    entries.map(([name, child]) => [name, droppedValue(location.property(name), child)]),
  );
  const known: JsonSchema = { type: "object", properties, required: names };
  if (!location.closed) return { ...known, additionalProperties: false };
  const undeclared = { not: namesSchema(location.names, location.patterns) };
  return { ...known, propertyNames: names.length === 0 ? undeclared : { anyOf: [{ enum: names }, undeclared] } };
}

function holdsClosed(location: GraphLocation, value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some((element, index) => holdsClosed(location.item(index), element));
  if (!isObject(value)) return false;
  return location.closed || Object.entries(value).some(([name, child]) => holdsClosed(location.property(name), child));
}
