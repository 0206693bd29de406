import { isObject } from "../json.js";
import { prepareSchema } from "./prepare-schema.js";

/** Keywords whose value is an instance: nothing in there is a keyword. */
const VALUES: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);
const NAME_MAPS: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependencies",
  "patternProperties",
  "properties",
]);

/** A copy of a schema of draft-04, 06 or 07 that says the same in the words of draft-07. */
export function inDraft07Words(schema: object, draft: string): object {
  const copy = (value: unknown, inMap: boolean): unknown => {
    if (Array.isArray(value)) return value.map((member) => copy(member, false));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, child]) => {
      const isValue = !inMap && VALUES.has(key);
      return [key, isValue ? child : copy(child, !inMap && NAME_MAPS.has(key))] as const;
    });
    return inMap ? Object.fromEntries(entries) : withWords(Object.fromEntries(entries), draft);
  };
  const said = copy(schema, false);
  return prepareSchema(said as { [keyword: string]: unknown }) as object;
}

function withWords(schema: { [keyword: string]: unknown }, draft: string): object {
  const said = { ...schema };
  if (draft === "draft-04") {
    if (typeof said.id === "string") said.$id = said.id;
    sharpen(said, "minimum", "exclusiveMinimum");
    sharpen(said, "maximum", "exclusiveMaximum");
  }
  return said;
}

function sharpen(schema: { [keyword: string]: unknown }, bound: string, exclusive: string): void {
  if (typeof schema[exclusive] !== "boolean") return;
  if (schema[exclusive] === true && typeof schema[bound] === "number") {
    schema[exclusive] = schema[bound];
    delete schema[bound];
  } else delete schema[exclusive];
}
