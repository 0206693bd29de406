import type { JsonValue, Location } from "@insaka/schema";
import fc from "fast-check";

/** Names that schemas rarely declare, and one that careless code takes for a prototype. */
const STRANGE_NAMES = ["undeclared", "x", "später", "Amount", "__proto__"];

/** What may stand under a name that nobody declared. */
const STRANGE_VALUES: readonly JsonValue[] = [null, 1, "text", [1], { deep: true }];

/** Adds at most so many names to one message. */
const MOST_ADDED = 3;

/**
 * Instances with names that the schema does not declare, at some of its closed places: what a reader must also accept.
 * @param names - used beside strange ones: those of the next version, say, to which an upcaster gives a meaning
 */
export function withUndeclared(
  location: Location,
  instances: fc.Arbitrary<JsonValue>,
  names: readonly string[] = [],
): fc.Arbitrary<JsonValue> {
  const addition = fc.tuple(
    fc.nat({ max: 1_000 }),
    fc.constantFrom(...STRANGE_NAMES, ...names),
    fc.constantFrom(...STRANGE_VALUES),
  );
  const additions = fc.array(addition, { maxLength: MOST_ADDED });
  return fc.tuple(instances, additions).map(([value, added]) =>
    added.reduce((grown, [place, name, extra]) => {
      const paths = closedPaths(location, grown);
      const path = paths[place % Math.max(1, paths.length)];
      return path === undefined ? grown : addAt(location, grown, path, [name, extra]);
    }, value),
  );
}

/** The instance with each of the names, one at a time, at each of its closed places. */
export function eachUndeclared(location: Location, value: JsonValue, names: readonly string[]): readonly JsonValue[] {
  return closedPaths(location, value).flatMap((path) =>
    [...STRANGE_NAMES, ...names].flatMap((name) =>
      [null, "text"].map((extra) => addAt(location, value, path, [name, extra])),
    ),
  );
}

type Path = readonly string[];

/** Where objects stand at closed places. */
function closedPaths(location: Location, value: JsonValue): readonly Path[] {
  const found: Path[] = [];
  const visit = (here: Location, part: JsonValue, path: Path): void => {
    if (typeof part !== "object" || part === null || here.silent) return;
    if (Array.isArray(part)) {
      for (const [index, element] of part.entries()) visit(here.item(index), element, [...path, String(index)]);
      return;
    }
    if (here.closed) found.push(path);
    for (const [name, child] of Object.entries(part)) {
      if (!here.closed || here.declares(name)) visit(here.property(name), child, [...path, name]);
    }
  };
  visit(location, value, []);
  return found;
}

/** A copy with one more property; the value itself where the name is declared there, or taken. */
function addAt(location: Location, value: JsonValue, path: Path, added: readonly [string, JsonValue]): JsonValue {
  const [token, ...rest] = path;
  if (Array.isArray(value)) {
    return value.map((element, index) =>
      String(index) === token ? addAt(location.item(index), element, rest, added) : element,
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (token === undefined) {
    return location.declares(added[0]) || Object.hasOwn(value, added[0])
      ? value
      : Object.fromEntries([...Object.entries(value), added]);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === token ? addAt(location.property(name), child, rest, added) : child,
    ]),
  );
}
