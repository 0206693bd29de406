import type { JsonSchema, JsonValue } from "../json.js";
import { locate } from "../location/locate.js";
import type { Location } from "../location/location.js";
import { escapePattern } from "../pattern.js";

const MASK = "[personal]";

/**
 * Replaces every personal value of a message that occurs in a text (a handler's error, say) by `[personal]`.
 *
 * Personal are the texts and numbers at places with `x-personal-data`, everything below such a place (names that the
 * schema does not spell out included), and the values of undeclared names at closed places, which may be a personal
 * value under a mistyped name. A value is found as it stands, trimmed, and as JSON escapes it, in any case. The longest
 * goes first, so that no part of a longer one stays behind. A value of one character is masked like any other: a text
 * full of masks is better than a leak. Empty texts, booleans and null are left. A value that the text quotes only in
 * part is not found.
 */
export function maskPersonal(schema: JsonSchema | Location, text: string, value: JsonValue): string {
  const found = new Set<string>();
  collect(isLocation(schema) ? schema : locate(schema), value, false, found);
  // What is longer than the text cannot stand in it, and would only make a pattern too large to compile.
  const values = [...found]
    .filter((personal) => personal !== "" && personal.length <= text.length)
    .sort((a, b) => b.length - a.length);
  if (values.length === 0) return text;
  // One pass over the text: a second would find personal values in the masks of the first.
  return text.replace(new RegExp(values.map(escapePattern).join("|"), "giu"), MASK);
}

function isLocation(schema: JsonSchema | Location): schema is Location {
  return typeof schema === "object" && typeof schema.property === "function";
}

function collect(location: Location, value: JsonValue, above: boolean, found: Set<string>): void {
  const personal = above || location.personalData !== undefined;
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value)) {
      value.forEach((element, index) => {
        collect(location.item(index), element, personal, found);
      });
      return;
    }
    for (const [name, child] of Object.entries(value)) {
      if (personal && !location.names.includes(name)) addForms(name, found);
      collect(location.property(name), child, personal || (location.closed && !location.declares(name)), found);
    }
  } else if (personal && typeof value === "string") addForms(value, found);
  else if (personal && typeof value === "number") found.add(String(value));
}

function addForms(value: string, found: Set<string>): void {
  for (const form of [value, value.trim()]) {
    found.add(form);
    found.add(JSON.stringify(form).slice(1, -1));
  }
}
