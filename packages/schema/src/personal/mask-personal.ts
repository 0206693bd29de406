import type { JsonSchema, JsonValue } from "../json.js";
import { locate } from "../location/locate.js";
import type { Location } from "../location/location.js";
import { type Finder, finder, type Range } from "./find-values.js";

const MASK = "[personal]";

/** How much of a text is shown, in UTF-16 units. */
const SHOWN = 4_000;

/** What JSON writes in another way than it stands. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** A message, and the schema or the location that says what of it is personal. */
export interface PersonalSource {
  readonly schema: JsonSchema | Location;
  readonly value: JsonValue;
}

/**
 * Texts (a handler's error, say) with every personal value of these messages that occurs in them replaced by `[personal]`, each
 * cut after 4,000 characters: whoever quotes a whole payload is not written down whole.
 *
 * Personal are the texts and numbers at places with `x-personal-data`, everything below such a place (names that the
 * schema does not spell out included), and the values of undeclared names at closed places, which may be a personal
 * value under a mistyped name. A value is found as it stands, trimmed, and as JSON escapes it, in any case; values that
 * overlap become one mask, so that no part of either stays behind. A value of one character is masked like any other: a
 * text full of masks is better than a leak. Empty texts, booleans and null are left. A value that the text quotes only in
 * part is not found. Where the values are such that looking for them would take too long, nothing of the text is shown.
 */
export function maskPersonal(sources: readonly PersonalSource[], texts: readonly string[]): string[] {
  const values = finder(texts, SHOWN);
  for (const { schema, value } of sources) collect(isLocation(schema) ? schema : locate(schema), value, false, values);
  return texts.map((text) => masked(text, values.rangesIn(text)));
}

function masked(text: string, ranges: readonly Range[] | undefined): string {
  if (ranges === undefined) return MASK;
  let shown = "";
  let from = 0;
  for (const [start, end] of ranges) {
    shown += text.slice(from, start) + MASK;
    from = end;
  }
  if (text.length <= SHOWN) return shown + text.slice(from);
  return `${shown}${text.slice(from, Math.max(from, SHOWN))}...`;
}

function isLocation(schema: JsonSchema | Location): schema is Location {
  return typeof schema === "object" && typeof schema.property === "function";
}

function collect(location: Location, value: JsonValue, above: boolean, found: Finder): void {
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

function addForms(value: string, found: Finder): void {
  const trimmed = value.trim();
  for (const form of trimmed === value ? [value] : [value, trimmed]) {
    found.add(form);
    if (ESCAPED.test(form)) found.add(JSON.stringify(form).slice(1, -1));
  }
}
