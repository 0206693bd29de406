import { foundType, isObject, type JsonObject, type JsonValue } from "../json.js";
import { arrayIndex, childPointer } from "../pointer.js";
import { Refused } from "./refused.js";

/** The token that stands for every element of an array. */
export const EVERY = "*";

/** Called with a value and the pointer at which it stands. */
export type Visit<T> = (value: T, at: string) => void;

/**
 * Visits every value that the tokens lead to; `*` goes through every element. Nothing is visited where a name or an
 * element on the way is absent, or where null stands on the way: null has no members.
 * @throws Refused where something else than an object or array stands on the way.
 */
export function eachValue(value: JsonValue, tokens: readonly string[], at: string, visit: Visit<JsonValue>): void {
  let here = value;
  let place = at;
  for (let depth = 0; depth < tokens.length; depth++) {
    const token = tokens[depth] as string;
    if (here === null) return;
    if (token === EVERY) {
      const rest = tokens.slice(depth + 1);
      elementsOf(here, place).forEach((element, index) => {
        eachValue(element, rest, `${place}/${index}`, visit);
      });
      return;
    }
    const next = member(here, token, place);
    if (next === undefined) return;
    here = next;
    place = childPointer(place, token);
  }
  visit(here, place);
}

/** Visits every object in which the last token names a property, present or not. */
export function eachHolder(root: JsonValue, tokens: readonly string[], visit: Visit<JsonObject>): void {
  eachValue(root, tokens.slice(0, -1), "", (holder, at) => {
    if (holder !== null) visit(objectAt(holder, at), at);
  });
}

/** Replaces every value that the tokens lead to, elements of arrays included. */
export function replaceEach(
  root: JsonValue,
  tokens: readonly string[],
  replace: (value: JsonValue, at: string) => JsonValue,
): void {
  const last = tokens.at(-1) ?? "";
  eachValue(root, tokens.slice(0, -1), "", (holder, at) => {
    if (holder === null) return;
    if (last === EVERY) {
      const elements = elementsOf(holder, at);
      for (const [index, element] of elements.entries()) elements[index] = replace(element, `${at}/${index}`);
      return;
    }
    const value = member(holder, last, at);
    if (value === undefined) return;
    (holder as JsonObject)[last] = replace(value, childPointer(at, last));
  });
}

/** The value as an object. @throws Refused for anything else. */
export function objectAt(value: JsonValue, at: string): JsonObject {
  if (!isObject(value)) throw new Refused(at, `expected an object, found ${foundType(value)}`);
  return value;
}

function elementsOf(value: JsonValue, at: string): JsonValue[] {
  if (!Array.isArray(value)) throw new Refused(at, `expected an array, found ${foundType(value)}`);
  return value;
}

/** A property or an element; `undefined` where it is absent. @throws Refused for what can have none. */
export function member(holder: JsonValue, token: string, at: string): JsonValue | undefined {
  if (Array.isArray(holder)) {
    const index = arrayIndex(token);
    if (index !== undefined) return holder[index];
  }
  const object = objectAt(holder, at);
  return Object.hasOwn(object, token) ? object[token] : undefined;
}
