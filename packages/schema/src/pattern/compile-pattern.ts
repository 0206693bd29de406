import { SchemaError } from "../schema-error.js";

/**
 * Compiles a `pattern` of a document: ECMA-262, unanchored, by Unicode code points. A pattern that only the older
 * syntax accepts (such as `[\w-.]`) is read by that, because published schemas hold many.
 *
 * Time is that of the platform's backtracking engine: a pattern such as `^(a+)+$` can be made slow by a hostile text. What comes from
 * outside is matched by `compileMatcher`.
 * @throws SchemaError for a pattern that neither syntax accepts.
 */
export function compilePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch {
      throw new SchemaError(`"${pattern}" is not a regular expression`);
    }
  }
}

/** Whether a text is a pattern. */
export function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch (error) {
    if (error instanceof SchemaError) return false;
    throw error;
  }
}

/** The text as a pattern that matches it and nothing else. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
