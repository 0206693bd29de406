import type { JsonSchema } from "@insaka/schema";
import { rewriteSchema } from "../../model/rewrite-schema.js";

/** One schema of several self-contained ones, each with its own definitions. */
export function combine(keyword: "allOf" | "anyOf", schemas: readonly JsonSchema[]): JsonSchema {
  const parts = schemas.map((schema, index): [string, JsonSchema] => {
    const to = `#/definitions/part${index}`;
    return [
      `part${index}`,
      rewriteSchema(schema, (part) =>
        typeof part.$ref === "string" && part.$ref.startsWith("#") ? { ...part, $ref: to + part.$ref.slice(1) } : part,
      ),
    ];
  });
  return {
    definitions: Object.fromEntries(parts),
    [keyword]: parts.map(([name]) => ({ $ref: `#/definitions/${name}` })),
  };
}
