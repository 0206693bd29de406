import type { JsonSchema, JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { type Alternative, alternatives } from "./alternatives.js";
import { numbers } from "./numbers.js";
import { arrayShape, DEEP, listedValues, NEVER_DEEPER, objectShape, typesOf } from "./places.js";
import { strings } from "./strings.js";

type Json = fc.Arbitrary<JsonValue>;

/** The arbitraries of one schema, each made once for a depth: a schema that refers to itself often would explode. */
interface Making {
  readonly root: JsonSchema;
  readonly names: readonly string[];
  readonly made: Map<string, Json>;
  readonly numbers: Map<unknown, number>;
}

/**
 * Instances made from a schema, most of them valid: `not`, exclusive branches, dependencies and counts are left to a
 * judge. Optional properties are present and absent, and values stand at and around their bounds.
 * @param names - also used where the schema allows properties that it does not name
 */
export function nearlyValid(schema: JsonSchema, names: readonly string[] = []): Json {
  const making = { root: schema, names: ["k1", "ключ", ...names], made: new Map(), numbers: new Map() };
  return fromSchemas(making, [schema], 0);
}

function fromSchemas(making: Making, schemas: readonly unknown[], depth: number): Json {
  const number = (schema: unknown): number => {
    const known = making.numbers.get(schema) ?? making.numbers.size;
    making.numbers.set(schema, known);
    return known;
  };
  const key = `${depth} ${schemas.map(number).join(" ")}`;
  const known = making.made.get(key);
  if (known !== undefined) return known;
  const ways = alternatives(making.root, schemas);
  const made =
    ways.length === 0
      ? fc.constantFrom<JsonValue>(null, 0, "")
      : oneOf(ways.map((way) => fromNodes(making, way, depth)));
  making.made.set(key, made);
  return made;
}

function oneOf(choices: readonly Json[]): Json {
  return choices.length === 1 && choices[0] !== undefined ? choices[0] : fc.oneof(...choices);
}

function fromNodes(making: Making, nodes: Alternative, depth: number): Json {
  const listed = listedValues(nodes);
  if (listed !== undefined) return fc.constantFrom(...(listed as JsonValue[]));
  return oneOf(typesOf(nodes, depth).map((type) => ofType(making, type, nodes, depth)));
}

function ofType(making: Making, type: string, nodes: Alternative, depth: number): Json {
  if (type === "null" || depth > NEVER_DEEPER) return fc.constant(null);
  if (type === "boolean") return fc.boolean();
  if (type === "string") return strings(nodes);
  if (type === "array") return arrays(making, nodes, depth);
  if (type === "object") return objects(making, nodes, depth);
  return numbers(nodes, type === "integer");
}

function arrays(making: Making, nodes: Alternative, depth: number): Json {
  const { least, most, itemsAt } = arrayShape(nodes);
  const longest = Math.max(least, Math.min(most, least + (depth >= DEEP ? 0 : 3)));
  return fc
    .integer({ min: least, max: longest })
    .chain((length) =>
      fc.tuple(
        ...Array.from({ length }, (_, index) => fromSchemas(making, itemsAt(index, length), depth + 1)),
      ),
    );
}

function objects(making: Making, nodes: Alternative, depth: number): Json {
  const { required, names: all, schemasOf } = objectShape(nodes);
  const names = all.filter((name) => depth < DEEP || required.has(name));
  const spelled = names.map((name) => {
    const value = fromSchemas(making, schemasOf(name), depth + 1);
    return required.has(name) ? value : fc.option(value, { nil: undefined, freq: 3 });
  });
  const build = (values: readonly (JsonValue | undefined)[], more: readonly Entry[]): JsonValue => {
    const present = names.flatMap((name, index): Entry[] => {
      const value = values[index];
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries([...more, ...present]);
  };
  const others = otherProperties(making, nodes, depth);
  return others === undefined
    ? fc.tuple(...spelled).map((values) => build(values, []))
    : fc.tuple(fc.tuple(...spelled), others).map(([values, more]) => build(values, more));
}

type Entry = readonly [string, JsonValue];

/** Properties that the schema does not spell out: of a pattern, or where it says what others hold. */
function otherProperties(making: Making, nodes: Alternative, depth: number): fc.Arbitrary<Entry[]> | undefined {
  const { patterns, open, schemasOf } = objectShape(nodes);
  const named = [
    ...patterns.map((pattern) => strings([{ pattern }])),
    ...(open ? [fc.constantFrom(...making.names)] : []),
  ];
  if (named.length === 0 || depth >= DEEP) return undefined;
  const entry = fc
    .oneof(...named)
    .chain((name) => fromSchemas(making, schemasOf(name), depth + 1).map((value): Entry => [name, value]));
  return fc.array(entry, { maxLength: 2 });
}
