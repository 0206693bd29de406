import type { JsonSchema } from "@insaka/schema";
import type { Finding } from "../diagnostic.js";
import { visit } from "../model/canonical-schema.js";
import { eachNewVersion } from "./each-version.js";
import type { Rule } from "./rule.js";

const counting = ["minProperties", "maxProperties", "propertyNames"] as const;

/**
 * Keywords that speak of a whole object, undeclared names included. At a closed place readers drop undeclared names before
 * they judge, so such a keyword may refuse for one reader what it accepts for another.
 */
export const countedObjects: Rule = {
  id: "counts-closed-object",
  purpose: "A keyword that counts or compares whole objects makes readers of a later revision disagree.",
  severity: "warning",
  applies: "house",
  check: (context) =>
    eachNewVersion(context, ({ version, title }) =>
      countingKeywords(version.schema).map((keyword): Finding => {
        const message = `${title} uses ${keyword} on objects whose properties are listed.`;
        const hint = "Say what is meant with required, enum or a property of its own.";
        return { at: version.source, message, hint };
      }),
    ),
};

function countingKeywords(schema: JsonSchema): readonly string[] {
  const found = new Set<string>();
  const definitions = (typeof schema === "object" ? (schema.definitions ?? {}) : {}) as Record<string, JsonSchema>;
  const target = (part: unknown): unknown => {
    const ref = (part as { readonly $ref?: unknown } | null)?.$ref;
    return typeof ref === "string" ? definitions[ref.slice("#/definitions/".length)] : part;
  };
  for (const root of [schema, ...Object.values(definitions)]) {
    visit(root, (part) => {
      if (isClosed(part)) for (const keyword of counting) if (Object.hasOwn(part, keyword)) found.add(keyword);
      const items = [part.items].flat().map(target);
      if (part.uniqueItems === true && items.some(isClosed)) found.add("uniqueItems");
    });
  }
  return [...found].sort();
}

function isClosed(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { properties, additionalProperties } = part as {
    readonly properties?: object;
    readonly additionalProperties?: unknown;
  };
  const open = additionalProperties !== undefined && additionalProperties !== false;
  return !open && Object.keys(properties ?? {}).length > 0;
}
