import { isObject, type JsonSchema } from "../json.js";
import { isPattern } from "../pattern/compile-pattern.js";

/** Schemas within each other, and characters that a schema has written out: more is for who counts exactly. */
const bounds = { depth: 40, characters: 100_000 };

/** A character within JSON takes six at most: `\u0000`. */
const widest = 6;

/**
 * A quick look at a schema: true only where draft-07 surely allows it and each of its patterns is one. False says nothing; then it must be
 * held against draft-07 itself, which takes ten times as long as looking.
 *
 * What it understands is what most schemas have. At the first keyword or form beyond that it gives up.
 */
export function surelyDraft07(schema: JsonSchema): boolean {
  return isSure(schema, { depth: 0, left: bounds.characters });
}

/** How deep one is, and how many characters are left. */
interface Way {
  depth: number;
  left: number;
}

function isSure(schema: unknown, way: Way): boolean {
  if (typeof schema === "boolean") return true;
  if (!isObject(schema) || way.depth > bounds.depth) return false;
  // Beside a reference nothing counts, and some of it would not be allowed.
  if (Object.hasOwn(schema, "$ref")) return isReference(schema.$ref) && Object.keys(schema).length === 1;
  way.depth += 1;
  const sure = Object.entries(schema).every(([keyword, value]) => {
    spend(way, keyword);
    return keywords.get(keyword)?.(value, way) === true && way.left > 0;
  });
  way.depth -= 1;
  return sure;
}

function isReference(value: unknown): boolean {
  return typeof value === "string" && /^#\/definitions\/[\w.-]{1,200}$/.test(value);
}

function spend(way: Way, value: unknown): void {
  way.left -= typeof value === "string" ? widest * (value.length + 1) : 30;
}

type Allows = (value: unknown, way: Way) => boolean;

const isText: Allows = (value, way) => {
  spend(way, value);
  return typeof value === "string";
};
const isNumber: Allows = (value) => typeof value === "number" && Number.isFinite(value);
const isCount: Allows = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isBoolean: Allows = (value) => typeof value === "boolean";
const isList: Allows = (value, way) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isSure(item, way));

/** No two of them alike. */
const areScalars: Allows = (value, way) => {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return false;
  for (const item of value) spend(way, item);
  return value.every((item) => item === null || ["boolean", "number", "string"].includes(typeof item));
};

const areSchemas: Allows = (value, way) =>
  isObject(value) &&
  Object.entries(value).every(([name, schema]) => {
    spend(way, name);
    return name !== "__proto__" && isSure(schema, way);
  });

const types: ReadonlySet<unknown> = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);

const keywords: ReadonlyMap<string, Allows> = new Map<string, Allows>([
  ["additionalProperties", isSure],
  ["allOf", isList],
  ["anyOf", isList],
  ["const", (value, way) => areScalars([value], way)],
  ["definitions", areSchemas],
  ["description", isText],
  ["enum", areScalars],
  ["exclusiveMaximum", isNumber],
  ["exclusiveMinimum", isNumber],
  ["format", isText],
  ["items", isSure],
  ["maxItems", isCount],
  ["maxLength", isCount],
  ["maxProperties", isCount],
  ["maximum", isNumber],
  ["minItems", isCount],
  ["minLength", isCount],
  ["minProperties", isCount],
  ["minimum", isNumber],
  ["multipleOf", (value) => typeof value === "number" && Number.isFinite(value) && value > 0],
  ["oneOf", isList],
  ["pattern", (value, way) => isText(value, way) && isPattern(value as string)],
  ["properties", areSchemas],
  ["required", areTexts],
  ["title", isText],
  ["type", (value) => types.has(value)],
  ["uniqueItems", isBoolean],
  ["x-personal-data", isText],
]);

function areTexts(value: unknown, way: Way): boolean {
  return areScalars(value, way) && (value as readonly unknown[]).every((item) => typeof item === "string");
}
