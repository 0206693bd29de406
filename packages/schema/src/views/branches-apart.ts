import { isObject } from "../json.js";
import type { LocationGraph } from "../location/location-graph.js";

/** More branches than this are not compared with each other. */
const MOST_BRANCHES = 200;

/** What tells a branch from others. Undeclared names that are dropped change none of it. */
interface Branch {
  /** The types that it accepts; `undefined` for all. */
  readonly types: ReadonlySet<unknown> | undefined;
  /** The only values that it accepts; `undefined` where they are not listed, or are no scalars. */
  readonly values: ReadonlySet<unknown> | undefined;
  /** The only values of properties that an object must have. */
  readonly marks: ReadonlyMap<string, ReadonlySet<unknown>>;
}

/**
 * True if no instance is valid for two of these schemas, as their types, their values or a required property of theirs
 * with other values tells; of objects alone, where only those matter.
 */
export function areApart(schemas: readonly unknown[], graph: LocationGraph, objectsOnly: boolean): boolean {
  if (schemas.length > MOST_BRANCHES) return false;
  const branches = schemas.map((schema) => branchOf(schema, graph));
  return branches.every((one, index) => branches.slice(index + 1).every((other) => differ(one, other, objectsOnly)));
}

function branchOf(schema: unknown, graph: LocationGraph): Branch {
  const node = graph.target(schema);
  if (!isObject(node)) return { types: node === false ? new Set() : undefined, values: undefined, marks: new Map() };
  const marks = new Map<string, ReadonlySet<unknown>>();
  const properties = isObject(node.properties) ? node.properties : {};
  for (const name of Array.isArray(node.required) ? node.required : []) {
    if (typeof name !== "string" || !Object.hasOwn(properties, name)) continue;
    const values = scalars(graph.target(properties[name]));
    if (values !== undefined) marks.set(name, values);
  }
  // Each integer is a number too.
  const types =
    node.type === undefined ? undefined : [node.type].flat().map((type) => (type === "integer" ? "number" : type));
  return { types: types && new Set(types), values: scalars(node), marks };
}

function scalars(schema: unknown): ReadonlySet<unknown> | undefined {
  if (!isObject(schema)) return undefined;
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  if (!Array.isArray(values) || values.some((value) => typeof value === "object" && value !== null)) return undefined;
  return new Set(values);
}

function differ(one: Branch, other: Branch, objectsOnly: boolean): boolean {
  if (shareNothing(one.types, other.types) || shareNothing(one.values, other.values)) return true;
  if (!objectsOnly && !acceptsObjectsOnly(one) && !acceptsObjectsOnly(other)) return false;
  return [...one.marks].some(([name, values]) => shareNothing(values, other.marks.get(name)));
}

function acceptsObjectsOnly({ types }: Branch): boolean {
  return types?.size === 1 && types.has("object");
}

function shareNothing(one: ReadonlySet<unknown> | undefined, other: ReadonlySet<unknown> | undefined): boolean {
  return one !== undefined && other !== undefined && ![...one].some((value) => other.has(value));
}
