import type { JsonSchema, JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { type Alternative, alternatives } from "./alternatives.js";
import { numbers } from "./numbers.js";
import { arrayShape, DEEP, listedValues, NEVER_DEEPER, objectShape, typesOf } from "./places.js";
import { strings } from "./strings.js";

type Json = fc.Arbitrary<JsonValue>;

/** Values so large on average are not made: optional parts of them are left out more often, or they are not made at all. */
const LARGE = 300;
const TOO_LARGE = 3_000;

/** An arbitrary, and how many values lie within one of its values on average. */
interface Sized {
  readonly values: Json;
  readonly size: number;
}

/** The arbitraries of one schema, each made once for a depth: a schema that refers to itself often would explode. */
interface Making {
  readonly root: JsonSchema;
  readonly names: readonly string[];
  readonly made: Map<string, Sized>;
  readonly numbers: Map<unknown, number>;
}

/**
 * Instances made from a schema, most of them valid: `not`, exclusive branches, dependencies and counts are left to a
 * judge. Optional properties are present and absent, and values stand at and around their bounds.
 * @param names - also used where the schema allows properties that it does not name
 */
export function nearlyValid(schema: JsonSchema, names: readonly string[] = []): Json {
  const making = { root: schema, names: ["k1", "ключ", ...names], made: new Map(), numbers: new Map() };
  return fromSchemas(making, [schema], 0).values;
}

function fromSchemas(making: Making, schemas: readonly unknown[], depth: number): Sized {
  const number = (schema: unknown): number => {
    const known = making.numbers.get(schema) ?? making.numbers.size;
    making.numbers.set(schema, known);
    return known;
  };
  const key = `${depth} ${schemas.map(number).join(" ")}`;
  const known = making.made.get(key);
  if (known !== undefined) return known;
  const ways = alternatives(making.root, schemas);
  const nothing = one(fc.constantFrom<JsonValue>(null, 0, ""));
  const made = ways.length === 0 ? nothing : oneOf(ways.map((way) => fromNodes(making, way, depth)));
  making.made.set(key, made);
  return made;
}

const one = (values: Json): Sized => ({ values, size: 1 });

function oneOf(choices: readonly Sized[]): Sized {
  const [first] = choices;
  if (choices.length === 1 && first !== undefined) return first;
  const size = choices.reduce((sum, choice) => sum + choice.size, 0) / choices.length;
  return { values: fc.oneof(...choices.map(({ values }) => values)), size };
}

function fromNodes(making: Making, nodes: Alternative, depth: number): Sized {
  const listed = listedValues(nodes);
  if (listed !== undefined) return one(fc.constantFrom(...(listed as JsonValue[])));
  return oneOf(typesOf(nodes, depth).map((type) => ofType(making, type, nodes, depth)));
}

function ofType(making: Making, type: string, nodes: Alternative, depth: number): Sized {
  if (type === "null" || depth > NEVER_DEEPER) return one(fc.constant(null));
  if (type === "boolean") return one(fc.boolean());
  if (type === "string") return one(strings(nodes));
  if (type === "array") return arrays(making, nodes, depth);
  if (type === "object") return objects(making, nodes, depth);
  return one(numbers(nodes, type === "integer"));
}

function arrays(making: Making, nodes: Alternative, depth: number): Sized {
  const { least, most, itemsAt } = arrayShape(nodes);
  const item = least > 0 || depth < DEEP ? fromSchemas(making, itemsAt(0, 0), depth + 1).size : 0;
  const more = depth >= DEEP || item * 3 > LARGE ? 0 : 3;
  const longest = Math.max(least, Math.min(most, least + more));
  const size = 1 + ((least + longest) / 2) * item;
  if (Math.max(size, least) > TOO_LARGE) return one(fc.constant([]));
  const values = fc
    .integer({ min: least, max: longest })
    .chain((length) =>
      fc.tuple(...Array.from({ length }, (_, index) => fromSchemas(making, itemsAt(index, length), depth + 1).values)),
    );
  return { values, size };
}

function objects(making: Making, nodes: Alternative, depth: number): Sized {
  const { required, names: all, schemasOf } = objectShape(nodes);
  const names = all.filter((name) => depth < DEEP || required.has(name));
  const parts = names.map((name) => fromSchemas(making, schemasOf(name), depth + 1));
  const sizeOf = (wanted: boolean): number =>
    parts.reduce((sum, { size }, index) => (required.has(names[index] ?? "") === wanted ? sum + size : sum), 0);
  if (sizeOf(true) > TOO_LARGE) return one(fc.constant({}));
  // Absent in a third of the messages, and more often where the whole would become large.
  const freq = Math.max(1, Math.ceil((2 * sizeOf(false)) / LARGE));
  const spelled = parts.map(({ values }, index) =>
    required.has(names[index] ?? "")
      ? values
      : fc.oneof({ weight: freq, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: values }),
  );
  const build = (values: readonly (JsonValue | undefined)[], more: readonly Entry[]): JsonValue => {
    const present = names.flatMap((name, index): Entry[] => {
      const value = values[index];
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries([...more, ...present]);
  };
  const others = otherProperties(making, nodes, depth);
  const values =
    others === undefined
      ? fc.tuple(...spelled).map((present) => build(present, []))
      : fc.tuple(fc.tuple(...spelled), others).map(([present, more]) => build(present, more));
  return { values, size: 1 + sizeOf(true) + (2 * sizeOf(false)) / (2 + freq) };
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
    .chain((name) => fromSchemas(making, schemasOf(name), depth + 1).values.map((value): Entry => [name, value]));
  return fc.array(entry, { maxLength: 2 });
}
