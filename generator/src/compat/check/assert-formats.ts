import { formats, type JsonSchema } from "@insaka/schema";
import { rewriteSchema, type SchemaObject } from "../../model/rewrite-schema.js";

/**
 * How a run takes `format`. Our own readers check it, so between them it is a promise; in documents that know nothing of us it is
 * an annotation, as JSON Schema says.
 */
export type FormatReading = "asserted" | "annotation";

/**
 * The schema with every `format` said in other words: as the pattern that the validator checks it by, or, as an annotation, not at
 * all. An asserted format that is checked by a function stays where it is (see `formatDemands`).
 */
export function sayFormats(schema: JsonSchema, reading: FormatReading): JsonSchema {
  return rewriteSchema(schema, (part) => {
    const { format, ...said } = part;
    if (typeof format !== "string") return part;
    const check = reading === "annotation" ? undefined : checkOf(format);
    if (check === undefined) return said;
    if (!(check instanceof RegExp)) return part;
    return withPattern(said, check.source);
  });
}

function checkOf(format: string): RegExp | ((text: string) => boolean) | undefined {
  return Object.hasOwn(formats, format) ? formats[format] : undefined;
}

function withPattern(part: SchemaObject, pattern: string): SchemaObject {
  if (part.pattern === undefined) return { ...part, pattern };
  return { ...part, allOf: [...(Array.isArray(part.allOf) ? part.allOf : []), { pattern }] };
}
