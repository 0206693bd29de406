import { isObject } from "./json.js";
import { SchemaError } from "./schema-error.js";

/** Names through which a write could reach a prototype. No path of a document may hold one. */
const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The canonical spelling of an array position: no sign, no leading zero. */
const INDEX = /^(?:0|[1-9]\d*)$/;

/** True for a name that no step may write. */
export function isForbiddenName(name: string): boolean {
  return FORBIDDEN.has(name);
}

/** Reads a token as an array position; `undefined` where it is none. */
export function arrayIndex(token: string): number | undefined {
  return INDEX.test(token) ? Number(token) : undefined;
}

/**
 * Splits a JSON pointer without judging its names: for pointers inside a schema, where a definition may have any name.
 * @throws SchemaError for text that is no pointer.
 */
export function splitPointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new SchemaError(`"${pointer}" is not a JSON pointer: it must start with "/"`);
  if (/~(?![01])/.test(pointer)) throw new SchemaError(`"${pointer}" is not a JSON pointer: "~" must be written "~0"`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Splits a JSON pointer (RFC 6901): `"/a~1b/0"` becomes `["a/b", "0"]`, `""` becomes `[]`.
 * @throws SchemaError for text that is no pointer, and for the names `__proto__`, `constructor` and `prototype`.
 */
export function parsePointer(pointer: string): string[] {
  const tokens = splitPointer(pointer);
  const forbidden = tokens.find(isForbiddenName);
  if (forbidden !== undefined) throw new SchemaError(`"${pointer}" may not name "${forbidden}"`);
  return tokens;
}

/** The pointer of a property or element below a pointer. */
export function childPointer(pointer: string, token: string): string {
  // Most names need no escape, and this runs for every message that a step goes through.
  return token.includes("/") || token.includes("~") ? pointer + formatPointer([token]) : `${pointer}/${token}`;
}

/** Joins tokens to a JSON pointer; the inverse of {@link parsePointer}. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The value that tokens lead to, own properties only; `undefined` where there is none. */
export function resolvePointer(value: unknown, tokens: readonly string[]): unknown {
  let here: unknown = value;
  for (const token of tokens) {
    if (Array.isArray(here)) {
      const index = arrayIndex(token);
      here = index === undefined ? undefined : here[index];
    } else if (isObject(here) && Object.hasOwn(here, token)) here = here[token];
    else return undefined;
  }
  return here;
}
