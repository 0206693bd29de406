import { formatPointer } from "../pointer.js";
import type { Location } from "./location.js";

/**
 * A pointer fit for a log. Names that the schema spells out are shown; any other name may itself be personal data (a
 * map keyed by a national number, a name typed into the wrong place) and becomes `?`.
 */
export function shownPointer(root: Location, value: unknown, tokens: readonly string[]): string {
  let location = root;
  let here: unknown = value;
  const shown: string[] = [];
  for (const token of tokens) {
    if (Array.isArray(here)) {
      shown.push(token);
      location = location.item(Number(token));
      here = here[Number(token)];
    } else {
      shown.push(location.names.includes(token) ? token : "?");
      location = location.property(token);
      here = typeof here === "object" && here !== null ? (here as Record<string, unknown>)[token] : undefined;
    }
  }
  return formatPointer(shown);
}
