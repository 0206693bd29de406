import { type JsonSchema, matchableLength } from "@insaka/schema";
import type { Finding } from "../diagnostic.js";
import { visit } from "../model/canonical-schema.js";
import { eachNewVersion } from "./each-version.js";
import type { Rule } from "./rule.js";

/**
 * A pattern with a back-reference, or with a look-around in a repetition, is matched by trying: with a longer text that could take for
 * ever, so it is refused. Whoever writes such a pattern should say how long its texts may be.
 */
export const boundedPatterns: Rule = {
  id: "pattern-unbounded",
  purpose: "Every text that a schema allows must be one that can be judged.",
  severity: "warning",
  applies: "house",
  check: (context) => {
    // The same few patterns stand in hundreds of schemas.
    const lengths = new Map<string, number>();
    return eachNewVersion(context, ({ version, title }) =>
      [...unbounded(version.schema, lengths)].map(([pattern, longest]): Finding => {
        const [which, orBounded] =
          longest < 1
            ? ["all texts", ""]
            : [`texts of more than ${longest} characters`, `, or say maxLength: ${longest} beside it`];
        const message = `${title}: ${which} are refused, because ${JSON.stringify(pattern)} might take for ever with them.`;
        const hint = `Write it without back-references and look-around${orBounded}.`;
        return { at: version.source, message, hint };
      }),
    );
  },
};

/** The patterns that match texts up to some length only, and stand where longer ones are allowed. */
function unbounded(schema: JsonSchema, lengths: Map<string, number>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const look = (pattern: unknown, maxLength: unknown): void => {
    if (typeof pattern !== "string") return;
    const longest = lengths.get(pattern) ?? lengthOf(pattern);
    lengths.set(pattern, longest);
    if (longest < (typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY)) found.set(pattern, longest);
  };
  const definitions = (typeof schema === "object" ? (schema.definitions ?? {}) : {}) as Record<string, JsonSchema>;
  for (const root of [schema, ...Object.values(definitions)]) {
    visit(root, ({ pattern, patternProperties, maxLength }) => {
      look(pattern, maxLength);
      for (const name of Object.keys((patternProperties as object | undefined) ?? {})) look(name, undefined);
    });
  }
  return found;
}

/** What is no regular expression is another rule's business. */
function lengthOf(pattern: string): number {
  try {
    return matchableLength(pattern);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
