import type { JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { randomSchema } from "./random-schema.js";

/** A schema before and after somebody has edited it. */
export interface Evolution {
  readonly lhs: JsonSchema;
  readonly rhs: JsonSchema;
}

type Schema = { [keyword: string]: unknown };

/** What people do to a schema; each may widen it, narrow it, or neither. */
const EDITS: readonly ((schema: Schema) => void)[] = [
  (schema) => {
    schema.required = ["a"];
  },
  (schema) => {
    delete schema.required;
  },
  (schema) => {
    schema.additionalProperties = false;
  },
  (schema) => {
    delete schema.additionalProperties;
  },
  (schema) => {
    schema.properties = { ...(schema.properties as Schema), c: { type: "integer" } };
  },
  (schema) => {
    schema.type = ["object", "array", "string", "integer", "null"];
  },
  (schema) => {
    delete schema.type;
  },
  (schema) => {
    schema.patternProperties = { b$: { type: ["string", "integer"] } };
  },
  (schema) => {
    schema.anyOf = [{ maxProperties: 2 }, { required: ["b"] }];
  },
  (schema) => {
    schema.not = { required: ["a", "c"] };
  },
  (schema) => {
    schema.enum = ["x", 1, null, {}, { a: 1 }];
  },
  (schema) => {
    schema.minLength = 1;
  },
  (schema) => {
    schema.minimum = 1;
  },
  (schema) => {
    schema.minItems = 1;
  },
  (schema) => {
    schema.uniqueItems = true;
  },
  (schema) => {
    schema.propertyNames = { maxLength: 1 };
  },
];

/** Schemas that an edit may be made to: the whole, and whatever stands where a schema may stand. */
function placesIn(schema: unknown, found: Schema[] = []): Schema[] {
  if (Array.isArray(schema)) for (const part of schema) placesIn(part, found);
  else if (typeof schema === "object" && schema !== null) {
    found.push(schema as Schema);
    for (const [keyword, part] of Object.entries(schema)) {
      if (["properties", "definitions", "patternProperties"].includes(keyword))
        placesIn(Object.values(part as Schema), found);
      else if (!["enum", "const", "required", "dependencies", "type"].includes(keyword)) placesIn(part, found);
    }
  }
  return found;
}

/** A random schema and the same after one to three edits, in either order of time. */
export const randomEvolution: fc.Arbitrary<Evolution> = fc
  .tuple(
    randomSchema,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...EDITS)), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([before, edits, backwards]) => {
    const after = structuredClone(before) as Schema;
    for (const [where, edit] of edits) {
      const places = placesIn(after);
      const place = places[where % places.length];
      if (place !== undefined) edit(place);
    }
    return backwards ? { lhs: after, rhs: before } : { lhs: before, rhs: after };
  });
