import type { JsonObject, JsonValue } from "@insaka/schema";
import { canonicalText } from "./canonical.js";
import { objectOf, ownProperty } from "./own-property.js";

/** Candidates that are tried; a witness is small already, so this finds all there is to find. */
const MOST_TRIES = 150;

/**
 * The smallest value that still passes the test, as far as leaving out parts and putting simpler ones in their place leads.
 * Deterministic. The test must hold for the value itself.
 */
export function shrink(value: JsonValue, passes: (candidate: JsonValue) => boolean): JsonValue {
  let best = value;
  let size = canonicalText(best).length;
  let tries = 0;
  for (let improved = true; improved; ) {
    improved = false;
    for (const candidate of simpler(best)) {
      const smaller = canonicalText(candidate).length;
      if (smaller >= size) continue;
      tries += 1;
      if (tries > MOST_TRIES) return best;
      if (!passes(candidate)) continue;
      best = candidate;
      size = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

/** Values that are like this one and simpler, the simplest first. */
function* simpler(value: JsonValue): Generator<JsonValue, undefined> {
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "number") yield* [0, 1, Math.trunc(value)];
  else if (typeof value === "string") yield* simplerText(value);
  else if (Array.isArray(value)) yield* simplerArray(value);
  else yield* simplerObject(value);
  return undefined;
}

function* simplerText(text: string): Generator<string, undefined> {
  const characters = [...text];
  yield "";
  for (let kept = 1; kept < characters.length; kept *= 2) {
    yield characters.slice(0, kept).join("");
    yield characters.slice(-kept).join("");
  }
  if (characters.length > 12) return undefined;
  for (const index of characters.keys()) yield characters.toSpliced(index, 1).join("");
  return undefined;
}

function* simplerArray(elements: readonly JsonValue[]): Generator<JsonValue[], undefined> {
  yield [];
  for (let kept = 1; kept < elements.length; kept *= 2) yield elements.slice(0, kept);
  if (elements.length > 50) return undefined;
  for (const index of elements.keys()) yield elements.toSpliced(index, 1);
  for (const [index, element] of elements.entries()) {
    for (const other of [null, ...simpler(element)]) yield elements.with(index, other);
  }
  return undefined;
}

function* simplerObject(value: JsonObject): Generator<JsonObject, undefined> {
  const names = Object.keys(value);
  yield {};
  if (names.length > 50) return undefined;
  const entries = names.map((name) => [name, ownProperty(value, name) as JsonValue] as const);
  for (const index of names.keys()) yield objectOf(entries.toSpliced(index, 1));
  for (const [index, [name, held]] of entries.entries()) {
    for (const other of [null, ...simpler(held)]) yield objectOf(entries.with(index, [name, other]));
  }
  return undefined;
}
