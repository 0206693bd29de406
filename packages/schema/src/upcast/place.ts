import { type JsonObject, type JsonValue, setOwn } from "../json.js";
import { childPointer, parsePointer } from "../pointer.js";
import { Refused } from "./refused.js";
import { EVERY, eachValue, member, objectAt } from "./walk.js";

/** A pointer cut after its last `*`: a step works within one element at a time. */
export interface Place {
  /** The tokens up to and including the last `*`; empty for the message itself. */
  readonly scope: readonly string[];
  /** The tokens within that element. */
  readonly path: readonly string[];
}

/** Reads a pointer of a document. @throws SchemaError for text that is no pointer or names a prototype. */
export function placeOf(pointer: string): Place {
  const tokens = parsePointer(pointer);
  const cut = tokens.lastIndexOf(EVERY) + 1;
  return { scope: tokens.slice(0, cut), path: tokens.slice(cut) };
}

/** Visits every element that a scope stands for; elements that are null are left alone. */
export function eachScope(
  root: JsonValue,
  scope: readonly string[],
  visit: (element: JsonValue, at: string) => void,
): void {
  const visitUnlessNull = (element: JsonValue, at: string) => {
    if (element !== null) visit(element, at);
  };
  // The message itself is by far the most common scope.
  if (scope.length === 0) visitUnlessNull(root, "");
  else eachValue(root, scope, "", visitUnlessNull);
}

/** Takes the property at a path away and returns it; `undefined` where it is absent. */
export function take(element: JsonValue, path: readonly string[], at: string): JsonValue | undefined {
  let here = element;
  let place = at;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const token = path[depth] as string;
    const next = member(here, token, place);
    if (next === undefined || next === null) return undefined;
    here = next;
    place = childPointer(place, token);
  }
  const holder = objectAt(here, place);
  const last = path[path.length - 1] as string;
  if (!Object.hasOwn(holder, last)) return undefined;
  const taken = holder[last];
  delete holder[last];
  return taken;
}

/**
 * Puts a property at a path; missing objects on the way are made.
 * @throws Refused where the property exists, or something else than an object stands on the way.
 */
export function put(element: JsonValue, path: readonly string[], value: JsonValue, at: string): void {
  let here = objectAt(element, at);
  let place = at;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const token = path[depth] as string;
    place = childPointer(place, token);
    const next = Object.hasOwn(here, token) ? here[token] : undefined;
    if (next === undefined) {
      const made: JsonObject = {};
      setOwn(here, token, made);
      here = made;
    } else here = objectAt(next, place);
  }
  putMember(here, path[path.length - 1] as string, value, place);
}

/** Puts a property into an object. @throws Refused where it exists: nothing is ever overwritten. */
export function putMember(holder: JsonObject, name: string, value: JsonValue, at: string): void {
  if (Object.hasOwn(holder, name)) throw new Refused(childPointer(at, name), "the target exists");
  setOwn(holder, name, value);
}
