import { UnmatchableText } from "@insaka/schema";
import { Undecided } from "../undecided.js";
import { matcherOf } from "./patterns.js";

/**
 * True where the pattern matches somewhere in the text.
 * @throws Undecided where that cannot be told in bounded time
 */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return matcherOf(pattern).test(text);
  } catch (error) {
    if (error instanceof UnmatchableText) {
      throw new Undecided(`pattern: ${JSON.stringify(pattern)} takes too long to match`);
    }
    throw error;
  }
}
