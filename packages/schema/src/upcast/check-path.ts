import { isForbiddenName, parsePointer } from "../pointer.js";
import { SchemaError } from "../schema-error.js";
import { placeOf } from "./place.js";
import { EVERY } from "./walk.js";

/** What is wrong with a step, and the key at fault; `undefined` if nothing is. */
export type Problem = { readonly problem: string; readonly key: string } | undefined;

/** A path must name a property of an object: not the message itself, not an element of an array. */
export function checkProperty(key: string, pointer: string): Problem {
  const problem = checkValue(key, pointer);
  if (problem !== undefined) return problem;
  return pointer.endsWith(`/${EVERY}`) ? { key, problem: `"${pointer}" must end in a property's name` } : undefined;
}

/** A path must lead to a property or to elements of an array, not to the message itself. */
export function checkValue(key: string, pointer: string): Problem {
  try {
    if (parsePointer(pointer).length > 0) return undefined;
    return { key, problem: "the path must name a property" };
  } catch (error) {
    if (error instanceof SchemaError) return { key, problem: error.message };
    throw error;
  }
}

/** A name that a step gives to a property. */
export function checkName(key: string, name: string): Problem {
  if (name.startsWith("/"))
    return { key, problem: `"${name}" is a pointer, not a name; use move to change the parent` };
  return isForbiddenName(name) ? { key, problem: `a property may not be named "${name}"` } : undefined;
}

/** Places of one step must lie in the same element of the same arrays; what belongs together would be guessed otherwise. */
export function checkSameScope(key: string, pointers: readonly string[]): Problem {
  const scopes = new Set(pointers.map((pointer) => placeOf(pointer).scope.join("/")));
  return scopes.size > 1 ? { key, problem: `paths must go through the same "${EVERY}"` } : undefined;
}

/** Sources of one step must be apart from each other: a taken parent would take its part along. */
export function checkApart(key: string, pointers: readonly string[]): Problem {
  for (const [index, one] of pointers.entries()) {
    const inside = pointers.find((other, at) => at !== index && `${other}/`.startsWith(`${one}/`));
    if (inside !== undefined) return { key, problem: `"${inside}" lies within "${one}"` };
  }
  return undefined;
}
