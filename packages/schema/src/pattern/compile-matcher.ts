import { RegExpParser } from "@eslint-community/regexpp";
import { Automaton, BeyondAutomaton } from "./automaton.js";
import { compilePattern } from "./compile-pattern.js";
import { affordableLength, lengthWithin } from "./match-cost.js";

/** The length of no text: of a pattern that nothing is known about, or that is too dear even for the empty one. */
const NONE = -1;

/** Tells whether a text matches. */
export interface Matcher {
  /** @throws UnmatchableText where that cannot be told in bounded time */
  test(text: string): boolean;
}

/**
 * A text that is too long for its pattern: the pattern has what an automaton cannot do (a back-reference, a look-around), and the platform
 * might take for ever.
 */
export class UnmatchableText extends RangeError {}

/**
 * Compiles a `pattern` so that no text can hold up the process: ECMA-262, unanchored, as `compilePattern` reads it.
 *
 * Where the platform's engine surely needs few steps, which is nearly everywhere, it is asked; else an automaton that takes as long as
 * the text. For the few patterns that neither can match in bounded time, a text beyond some length is an `UnmatchableText`.
 * @throws SchemaError for a pattern that is no regular expression
 */
export function compileMatcher(pattern: string): Matcher {
  const native = compilePattern(pattern);
  const parsed = parse(native);
  const affordable = parsed === undefined ? NONE : affordableLength(parsed);
  if (affordable === Number.POSITIVE_INFINITY) return native;
  let automaton: Automaton | null | undefined;
  return {
    test(text) {
      if (text.length <= affordable) return native.test(text);
      if (automaton === undefined) automaton = parsed === undefined ? null : automatonOf(parsed, native.unicode);
      if (automaton === null) throw tooLong(affordable);
      try {
        return automaton.test(text);
      } catch (error) {
        throw error instanceof BeyondAutomaton ? tooLong(affordable) : error;
      }
    },
  };
}

/** Takes texts apart. */
export interface Splitter {
  /** @throws UnmatchableText for a text that is too long for the pattern */
  exec(text: string): RegExpExecArray | null;
}

/** Steps that it may take to find the parts of a text which is known to match: some hundredths of a second. */
const AFFORDABLE_PARTS = 5_000_000;

/**
 * The same for who needs the parts of a match. An automaton does not know them; it says beforehand that a long text does not match, which
 * is what takes the platform longest to find out.
 * @throws SchemaError for a pattern that is no regular expression
 */
export function compileSplitter(pattern: string): Splitter {
  const matcher = compileMatcher(pattern);
  if (matcher instanceof RegExp) return matcher;
  const native = compilePattern(pattern);
  const parsed = parse(native);
  const longest = parsed === undefined ? NONE : lengthWithin(parsed, AFFORDABLE_PARTS);
  return {
    exec(text) {
      if (!matcher.test(text)) return null;
      if (text.length > longest) throw tooLong(longest);
      return native.exec(text);
    },
  };
}

/** The longest text that a pattern is sure to be matched with: `Infinity` for nearly all patterns, -1 where it is none. */
export function matchableLength(pattern: string): number {
  const native = compilePattern(pattern);
  const parsed = parse(native);
  if (parsed === undefined) return NONE;
  const affordable = affordableLength(parsed);
  if (affordable === Number.POSITIVE_INFINITY || automatonOf(parsed, native.unicode) !== null)
    return Number.POSITIVE_INFINITY;
  return affordable;
}

/** Nothing where the parser does not know a syntax that the platform knows. */
function parse({ source, unicode }: RegExp): ReturnType<RegExpParser["parsePattern"]> | undefined {
  try {
    return new RegExpParser().parsePattern(source, 0, source.length, { unicode });
  } catch {
    return undefined;
  }
}

function automatonOf(parsed: NonNullable<ReturnType<typeof parse>>, unicode: boolean): Automaton | null {
  try {
    return new Automaton(parsed, unicode);
  } catch (error) {
    if (error instanceof BeyondAutomaton) return null;
    throw error;
  }
}

function tooLong(length: number): UnmatchableText {
  return new UnmatchableText(
    length === NONE
      ? "its pattern can be matched with no text in bounded time"
      : `its pattern is matched with texts of up to ${length} characters only`,
  );
}
