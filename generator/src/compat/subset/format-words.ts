import { formats } from "@insaka/schema";
import { expressionOf } from "./language/patterns.js";

/** A format as patterns. */
export interface FormatWords {
  /** Texts that are of the format: all of them, or some where `outside` is given. */
  readonly within: string;
  /** Some texts that are not, where no pattern tells all that are. */
  readonly outside?: string;
}

/** Which texts are regular expressions, no regular expression tells. */
const REGEX: FormatWords = {
  within: "^[A-Za-z0-9 _:,;@#%&\"'\u{80}-\u{10FFFF}]*$",
  outside: "^[*+?]",
};

/** True for a format whose texts are known. */
export function isComparedFormat(format: unknown): format is string {
  return typeof format === "string" && Object.hasOwn(formats, format);
}

/** The texts of a format that is compared. */
export function wordsOfFormat(format: string): FormatWords {
  const known = formats[format];
  return known instanceof RegExp ? { within: known.source } : REGEX;
}

/** True for a text of the format. */
export function isOfFormat(format: string, text: string): boolean {
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (typeof known === "function") return known(text);
  return expressionOf(wordsOfFormat(format).within).test(text);
}

/** Every format that is compared, for a judge to assert. */
export const comparedFormats: { readonly [format: string]: (text: string) => boolean } = Object.fromEntries(
  Object.keys(formats).map((format) => [format, (text: string) => isOfFormat(format, text)]),
);
