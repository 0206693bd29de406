import { nearestName } from "../nearest-name.js";
import { follow, placeOf } from "../read/document-set.js";
import { child, isMapping, type Node } from "../read/node.js";
import { type BuildContext, report } from "./build-context.js";
import { reportMisspelt } from "./misspelt-extensions.js";
import { schemaKeywords } from "./schema-keywords.js";
import { subschemas } from "./walk-schema.js";

/** Keywords that say nothing of the instance, so that we do without them. */
const annotations: ReadonlySet<string> = new Set([
  "$comment",
  "$id",
  "$ref",
  "$schema",
  "contentEncoding",
  "contentMediaType",
  "default",
  "definitions",
  "examples",
  "externalDocs",
  "readOnly",
  "title",
  "writeOnly",
]);

/**
 * Warns of keywords that draft-07 does not have: nobody heeds them. Most are slips of the pen (`requried`), or a comma in
 * an unquoted text within braces, which YAML takes for the end of the text.
 */
export function reportUnknownKeywords(context: BuildContext, roots: readonly Node[]): void {
  const visited = new Set<unknown>();
  const open = roots.map((root) => follow(context.set, root));
  while (open.length > 0) {
    const schema = open.pop();
    if (schema === undefined || visited.has(schema.value) || !isMapping(schema.value)) continue;
    visited.add(schema.value);
    for (const key of Object.keys(schema.value)) {
      if (!key.startsWith("x-") && (schemaKeywords.has(key) || annotations.has(key))) continue;
      const node = child(schema, key);
      if (node === undefined) continue;
      if (key === "x-personal-data") reportPersonalData(context, node);
      if (key.startsWith("x-")) {
        reportMisspelt(context, key, node, ["x-personal-data"]);
        continue;
      }
      const nearest = nearestName(key, schemaKeywords.keys());
      const hint =
        nearest === undefined ? "Quote the text that it belongs to, or take it out." : `Did you mean "${nearest}"?`;
      const message = `"${key}" is no keyword of a schema and has no effect.`;
      report(context, "keyword-unknown", { at: placeOf(context.set, node), message, hint }, "warning");
    }
    open.push(...subschemas(schema).map((sub) => follow(context.set, sub)));
  }
}

/** A mark that is not understood would leave the value unmasked. */
function reportPersonalData(context: BuildContext, node: Node): void {
  if (typeof node.value === "string" && node.value.trim() !== "") return;
  const message = `x-personal-data is ${JSON.stringify(node.value)}, which names no class of personal data.`;
  const hint = "Write the class as a text: x-personal-data: identity.";
  report(context, "personal-data-illegal", { at: placeOf(context.set, node), message, hint });
}
