/** What a keyword of draft-07 holds. */
export type KeywordKind = "value" | "schema" | "schema-or-list" | "list" | "map" | "annotation";

/**
 * The keywords that a schema of ours may have, in the order in which documented schemas are written. Whatever is not here
 * is dropped: it is unknown to draft-07, or, like `tsType`, would mean something to a tool behind us.
 */
export const schemaKeywords: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ["description", "annotation"],
  ["deprecated", "annotation"],
  ["type", "value"],
  ["format", "value"],
  ["const", "value"],
  ["enum", "value"],
  ["x-personal-data", "value"],
  ["pattern", "value"],
  ["minLength", "value"],
  ["maxLength", "value"],
  ["minimum", "value"],
  ["exclusiveMinimum", "value"],
  ["maximum", "value"],
  ["exclusiveMaximum", "value"],
  ["multipleOf", "value"],
  ["discriminator", "value"],
  ["required", "value"],
  ["properties", "map"],
  ["patternProperties", "map"],
  ["additionalProperties", "schema"],
  ["propertyNames", "schema"],
  ["minProperties", "value"],
  ["maxProperties", "value"],
  ["dependencies", "map"],
  ["items", "schema-or-list"],
  ["additionalItems", "schema"],
  ["contains", "schema"],
  ["minItems", "value"],
  ["maxItems", "value"],
  ["uniqueItems", "value"],
  ["allOf", "list"],
  ["anyOf", "list"],
  ["oneOf", "list"],
  ["not", "schema"],
  ["if", "schema"],
  ["then", "schema"],
  ["else", "schema"],
]);

/** Those of them that hold schemas: the others need not be looked at on the way through. */
export const schemaHolders: readonly (readonly [string, KeywordKind])[] = [...schemaKeywords].filter(
  ([, kind]) => kind !== "value" && kind !== "annotation",
);
