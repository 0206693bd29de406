import type { JsonValue } from "@insaka/schema";
import { messageKey } from "./message-key.js";

/** Looks at so many smaller values, and no more. */
const MOST_TRIES = 2_000;

/** Plain values that may stand where a larger one stood. */
const PLAIN: readonly JsonValue[] = [null, false, 0, 1, "", "a"];

/**
 * A small value for which a statement holds, found by making a larger one smaller bit by bit: properties and elements are
 * left out, texts cut, numbers rounded.
 * @param value - the statement holds for it
 * @param holds - it also sees to whatever else a value must be
 */
export async function shrinkJson(
  value: JsonValue,
  holds: (smaller: JsonValue) => Promise<boolean>,
): Promise<JsonValue> {
  let least = value;
  let left = MOST_TRIES;
  const tried = new Set([messageKey(value)]);
  for (let found = true; found; ) {
    found = false;
    for (const smaller of smallerValues(least)) {
      const key = messageKey(smaller);
      if (tried.has(key)) continue;
      tried.add(key);
      if (left-- <= 0) return least;
      if (!(await holds(smaller))) continue;
      least = smaller;
      found = true;
      break;
    }
  }
  return least;
}

/** Values that are smaller by one thing, the greatest steps first. */
function* smallerValues(value: JsonValue): Generator<JsonValue> {
  if (Array.isArray(value)) yield* smallerArrays(value);
  else if (typeof value === "object" && value !== null) yield* smallerObjects(value);
  else if (typeof value === "string") yield* smallerTexts(value);
  else if (typeof value === "number") yield* smallerNumbers(value);
  else if (value === true) yield false;
}

function* smallerArrays(value: readonly JsonValue[]): Generator<JsonValue> {
  if (value.length > 1) {
    yield [];
    yield value.slice(0, Math.ceil(value.length / 2));
    yield value.slice(Math.floor(value.length / 2));
  }
  for (const index of value.keys()) yield value.toSpliced(index, 1);
  for (const [index, element] of value.entries()) {
    for (const smaller of replacements(element)) yield value.with(index, smaller);
  }
}

function* smallerObjects(value: { readonly [name: string]: JsonValue }): Generator<JsonValue> {
  const entries = Object.entries(value);
  if (entries.length > 1) yield {};
  if (entries.length > 3) {
    yield Object.fromEntries(entries.slice(entries.length / 2));
    yield Object.fromEntries(entries.slice(0, entries.length / 2));
  }
  for (const index of entries.keys()) yield Object.fromEntries(entries.toSpliced(index, 1));
  for (const [index, [name, child]] of entries.entries()) {
    for (const smaller of replacements(child)) yield Object.fromEntries(entries.with(index, [name, smaller]));
  }
}

function* replacements(value: JsonValue): Generator<JsonValue> {
  if (typeof value === "object" && value !== null) yield* PLAIN;
  yield* smallerValues(value);
}

function* smallerTexts(text: string): Generator<string> {
  const characters = [...text];
  if (characters.length === 0) return;
  yield "";
  if (characters.length > 1) {
    yield characters.slice(0, Math.ceil(characters.length / 2)).join("");
    yield characters.slice(0, -1).join("");
    yield characters.slice(1).join("");
  }
  const plain = text.replace(/[^ -~]/gu, "a").replace(/[B-Zb-z]/g, "a");
  if (plain !== text) yield plain;
}

function* smallerNumbers(value: number): Generator<number> {
  if (value < 0 || Object.is(value, -0)) yield -value;
  for (const smaller of [0, 1, Math.trunc(value), Math.round(value * 100) / 100]) {
    if (Math.abs(smaller) < Math.abs(value) || (smaller !== value && String(smaller).length < String(value).length)) {
      yield smaller;
    }
  }
  for (let step = Math.trunc(value / 2); step !== 0; step = Math.trunc(step / 2)) yield value - step;
}
