import { formats } from "../formats.js";
import type { JsonSchema, JsonValue } from "../json.js";
import { compileMatcher, UnmatchableText } from "../pattern/compile-matcher.js";
import { SchemaError } from "../schema-error.js";

type SchemaObject = Exclude<JsonSchema, boolean>;

/** Keywords that say nothing about a value. */
const annotations: ReadonlySet<string> = new Set([
  "$comment",
  "default",
  "deprecated",
  "description",
  "discriminator",
  "examples",
  "title",
  "x-personal-data",
]);

/** References that may follow one another, and levels of a value, before this gives up. */
const deepest = 64;

/**
 * A quick look at one message: true only where the writer view of the schema lets it pass. False says nothing, not even that the
 * schema is one; then the view must be compiled, which takes a hundred times as long as looking.
 *
 * What it understands is what most messages have: plain types, values and bounds, `properties`, `items` and references to types.
 * At the first keyword, name or form beyond that it gives up.
 * @param types - by name; `#/definitions/<name>` refers to them
 */
export function surelyWritable(
  schema: JsonSchema,
  value: JsonValue,
  types: ReadonlyMap<string, JsonSchema>,
  depth = 0,
): boolean {
  if (schema === true) return typeof value !== "object" || value === null;
  if (schema === false || depth > deepest) return false;
  if (typeof schema.$ref === "string") {
    const target = types.get(schema.$ref.replace("#/definitions/", ""));
    return target !== undefined && surelyWritable(target, value, types, depth + 1);
  }
  for (const [keyword, stated] of Object.entries(schema)) {
    if (annotations.has(keyword)) continue;
    const holds = keywords.get(keyword);
    if (holds === undefined || !holds(stated, value)) return false;
  }
  if (Array.isArray(value)) return itemsHold(schema, value, types, depth);
  return typeof value !== "object" || value === null || propertiesHold(schema, value, types, depth);
}

function itemsHold(
  { items = true }: SchemaObject,
  value: readonly JsonValue[],
  types: ReadonlyMap<string, JsonSchema>,
  depth: number,
): boolean {
  if (Array.isArray(items)) return false;
  return value.every((item) => surelyWritable(items as JsonSchema, item, types, depth + 1));
}

/** Every name must be declared right here: what else might declare it is not looked for. */
function propertiesHold(
  { properties }: SchemaObject,
  value: { readonly [name: string]: JsonValue },
  types: ReadonlyMap<string, JsonSchema>,
  depth: number,
): boolean {
  if (typeof properties !== "object" || properties === null) return false;
  const declared = properties as Readonly<Record<string, JsonSchema>>;
  return Object.keys(value).every((name) => {
    const [own, member] = [Object.hasOwn(declared, name) ? declared[name] : undefined, value[name]];
    return own !== undefined && member !== undefined && surelyWritable(own, member, types, depth + 1);
  });
}

/** Whether a keyword surely holds; whatever is not of its kind, it has nothing to say of. */
type Holds = (stated: unknown, value: JsonValue) => boolean;

const ofNumbers =
  (compare: (value: number, bound: number) => boolean): Holds =>
  (bound, value) =>
    typeof bound === "number" && (typeof value !== "number" || compare(value, bound));

const ofLengths =
  (compare: (length: number, bound: number) => boolean): Holds =>
  (bound, value) =>
    typeof bound === "number" && (typeof value !== "string" || compare([...value].length, bound));

const ofCounts =
  (compare: (count: number, bound: number) => boolean): Holds =>
  (bound, value) =>
    typeof bound === "number" && (!Array.isArray(value) || compare(value.length, bound));

const atLeast = (value: number, bound: number): boolean => value >= bound;
const atMost = (value: number, bound: number): boolean => value <= bound;

const keywords: ReadonlyMap<string, Holds> = new Map<string, Holds>([
  ["type", (type, value) => typeof type === "string" && isOfType(type, value)],
  ["enum", (members, value) => Array.isArray(members) && isScalar(value) && members.includes(value)],
  ["const", (constant, value) => isScalar(value) && constant === value],
  ["format", (format, value) => typeof format === "string" && hasFormat(format, value)],
  ["pattern", (pattern, value) => typeof pattern === "string" && matches(pattern, value)],
  ["minLength", ofLengths(atLeast)],
  ["maxLength", ofLengths(atMost)],
  ["minimum", ofNumbers(atLeast)],
  ["maximum", ofNumbers(atMost)],
  ["exclusiveMinimum", ofNumbers((value, bound) => value > bound)],
  ["exclusiveMaximum", ofNumbers((value, bound) => value < bound)],
  ["minItems", ofCounts(atLeast)],
  ["maxItems", ofCounts(atMost)],
  ["required", (names, value) => Array.isArray(names) && hasAll(names, value)],
  // Names and items are looked at by themselves; here it is enough that the schema is one.
  ["properties", (properties) => typeof properties === "object" && properties !== null],
  ["items", (items) => typeof items === "object" || typeof items === "boolean"],
  ["additionalProperties", (additional) => additional === false],
]);

function isScalar(value: JsonValue): value is string | number | boolean | null {
  return typeof value !== "object" || value === null;
}

function isOfType(type: string, value: JsonValue): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type && (type !== "number" || Number.isFinite(value));
}

function hasFormat(format: string, value: JsonValue): boolean {
  const check = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (check === undefined || typeof value !== "string") return true;
  return check instanceof RegExp ? check.test(value) : check(value);
}

function matches(pattern: string, value: JsonValue): boolean {
  try {
    return compileMatcher(pattern).test(typeof value === "string" ? value : "") || typeof value !== "string";
  } catch (error) {
    if (error instanceof SchemaError || error instanceof UnmatchableText) return false;
    throw error;
  }
}

function hasAll(names: readonly unknown[], value: JsonValue): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return true;
  return names.every((name) => typeof name === "string" && Object.hasOwn(value, name));
}
