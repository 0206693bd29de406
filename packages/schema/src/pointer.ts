import { isObject } from "./json.js";
import { SchemaError } from "./schema-error.js";

/** Names through which a write could reach a prototype. No path of a document may hold one. */
const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Splits a JSON pointer (RFC 6901): `"/a~1b/0"` becomes `["a/b", "0"]`, `""` becomes `[]`.
 * @throws SchemaError for text that is no pointer, and for the names `__proto__`, `constructor` and `prototype`.
 */
export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new SchemaError(`"${pointer}" is not a JSON pointer: it must start with "/"`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => {
      if (/~(?![01])/.test(part)) throw new SchemaError(`"${pointer}" is not a JSON pointer: "~" must be written "~0"`);
      const token = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (FORBIDDEN.has(token)) throw new SchemaError(`"${pointer}" may not name "${token}"`);
      return token;
    });
}

/** Joins tokens to a JSON pointer; the inverse of {@link parsePointer}. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The value that tokens lead to, own properties only; `undefined` where there is none. */
export function resolvePointer(value: unknown, tokens: readonly string[]): unknown {
  let at: unknown = value;
  for (const token of tokens) {
    if (Array.isArray(at)) at = /^(?:0|[1-9]\d*)$/.test(token) ? at[Number(token)] : undefined;
    else if (isObject(at)) at = Object.hasOwn(at, token) ? at[token] : undefined;
    else return undefined;
  }
  return at;
}
