import type { JsonSchema, JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { type Alternative, alternatives } from "./alternatives.js";
import { notableNumbers } from "./numbers.js";
import { arrayShape, listedValues, NEVER_DEEPER, objectShape, typesOf } from "./places.js";
import { notableStrings, strings } from "./strings.js";

/** Everything that is optional is there, or nothing of it. */
type Base = "full" | "least";

/** Values that are made in all, for places within others too: a schema that refers to itself often would explode. */
const MOST_VALUES = 100_000;

/** Longer arrays are left to luck. */
const LONGEST_ARRAY = 200;

interface Making {
  readonly root: JsonSchema;
  readonly names: readonly string[];
  readonly base: Base;
  /** How many values may still be made. */
  readonly budget: { left: number };
}

/** Where one stands: how deep, and in which schemas, so that recursion ends. */
interface Here {
  readonly depth: number;
  readonly within: ReadonlySet<unknown>;
}

/**
 * Instances in which everything that matters is there once, by rule and not by luck: each optional property absent and
 * present, each member of an enum, each branch, bounds and their neighbours, shortest and longest, allowed nulls, awkward
 * numbers and texts. One thing at a time, in an instance with all that is optional and in one with nothing of it. Most of
 * them are valid: what is left to a judge is said at {@link nearlyValid}.
 * @param names - also used where the schema allows properties that it does not name
 */
export function notableInstances(schema: JsonSchema, names: readonly string[] = []): readonly JsonValue[] {
  const start: Here = { depth: 0, within: new Set() };
  return (["full", "least"] as const).flatMap((base) =>
    valuesOf({ root: schema, names, base, budget: { left: MOST_VALUES } }, [schema], start),
  );
}

/** The values for one place, a plain one first; none where the schemas allow none. */
function valuesOf(making: Making, schemas: readonly unknown[], { depth, within }: Here): readonly JsonValue[] {
  if (making.budget.left <= 0 || depth > NEVER_DEEPER) return [null];
  const found = alternatives(making.root, schemas).flatMap((way) => {
    // What is met again within itself is made as small as may be.
    const again = way.some((node) => within.has(node));
    return ofNodes(making, way, { depth, within: new Set([...within, ...way]) }, again);
  });
  making.budget.left -= 1 + found.length;
  return found;
}

function ofNodes(making: Making, nodes: Alternative, here: Here, again: boolean): readonly JsonValue[] {
  const listed = listedValues(nodes);
  if (listed !== undefined) return listed as JsonValue[];
  // Null last: what comes first stands for the place wherever another one is looked at.
  const types = [...typesOf(nodes, here.depth)].sort((a, b) => Number(a === "null") - Number(b === "null"));
  return types.flatMap((type): readonly JsonValue[] => {
    if (type === "null") return [null];
    if (type === "boolean") return [true, false];
    if (type === "string") return notableStrings(nodes);
    if (type === "array") return again ? leastArray(making, nodes, here) : ofArrays(making, nodes, here);
    if (type === "object") return again ? leastObject(making, nodes, here) : ofObjects(making, nodes, here);
    return notableNumbers(nodes, type === "integer");
  });
}

function leastArray(making: Making, nodes: Alternative, here: Here): readonly JsonValue[] {
  const { least, itemsAt } = arrayShape(nodes);
  if (least > LONGEST_ARRAY) return [];
  return [Array.from({ length: least }, (_, index) => plain(making, itemsAt(index, least), here))];
}

function leastObject(making: Making, nodes: Alternative, here: Here): readonly JsonValue[] {
  const { required, schemasOf } = objectShape(nodes);
  return [Object.fromEntries([...required].map((name) => [name, plain(making, schemasOf(name), here)]))];
}

function plain(making: Making, schemas: readonly unknown[], here: Here): JsonValue {
  return valuesOf(making, schemas, below(here))[0] ?? null;
}

const below = ({ depth, within }: Here): Here => ({ depth: depth + 1, within });

function ofArrays(making: Making, nodes: Alternative, here: Here): readonly JsonValue[] {
  const { least, most, itemsAt } = arrayShape(nodes);
  if (least > LONGEST_ARRAY) return [];
  const tuple = Math.max(0, ...nodes.map(({ items }) => (Array.isArray(items) ? items.length : 0)));
  const length = Math.min(most, Math.max(least, tuple, 1));
  const values = Array.from({ length: Math.min(length, Math.max(tuple, 1) + 1) }, (_, index) =>
    valuesOf(making, itemsAt(index, length), below(here)),
  );
  const at = (index: number): readonly JsonValue[] => values[Math.min(index, values.length - 1)] ?? [];
  // Different elements, as far as there are any.
  const ofLength = (size: number): JsonValue[] =>
    Array.from({ length: size }, (_, index) => at(index)[index % Math.max(1, at(index).length)] ?? null);
  const base = Array.from({ length }, (_, index) => at(index)[0] ?? null);
  const changed = values.flatMap((choices, index) =>
    choices.slice(1).map((value) => base.map((element, position) => (position === index ? value : element))),
  );
  const sizes = [least, least + 1, length + 1, most].filter(
    (size) => size >= least && size <= most && size <= LONGEST_ARRAY,
  );
  const start = making.base === "least" ? ofLength(least) : base;
  return [start, ...[...new Set(sizes)].map(ofLength), base, ...changed];
}

type Entry = readonly [string, JsonValue];

function ofObjects(making: Making, nodes: Alternative, here: Here): readonly JsonValue[] {
  const { required, names, schemasOf } = objectShape(nodes);
  const values = new Map(names.map((name) => [name, valuesOf(making, schemasOf(name), below(here))]));
  const present = names.filter((name) => making.base === "full" || required.has(name));
  const entries = present.map((name): Entry => [name, values.get(name)?.[0] ?? null]);
  const base: JsonValue = Object.fromEntries(entries);
  const least = Object.fromEntries(entries.filter(([name]) => required.has(name)));
  const without = present
    .filter((name) => !required.has(name))
    .map((absent) => Object.fromEntries(entries.filter(([name]) => name !== absent)));
  const changed = names.flatMap((name) => (values.get(name) ?? []).map((value) => ({ ...base, [name]: value })));
  const more = otherNames(making, nodes).flatMap((name) =>
    valuesOf(making, schemasOf(name), below(here))
      .slice(0, 3)
      .map((value) => ({ ...base, [name]: value })),
  );
  return [base, least, ...without, ...changed, ...more];
}

/** Names that the schema does not spell out, of a pattern or where it speaks of others. */
function otherNames({ names }: Making, nodes: Alternative): readonly string[] {
  const { patterns, open, names: spelled } = objectShape(nodes);
  const matching = patterns.flatMap((pattern) => fc.sample(strings([{ pattern }]), { numRuns: 2, seed: 1 }));
  return [...matching, ...(open ? ["k1", ...names] : [])].filter(
    (name) => !spelled.includes(name) && name !== "__proto__",
  );
}
