const NOT_ASCII = /[^\p{ASCII}]/gu;

/** Unicode's simple case folding makes one of these, by their capitals of several letters. */
const SAME: ReadonlyMap<string, string> = new Map([
  ["\u1fd3", "\u0390"],
  ["\u1fe3", "\u03b0"],
  ["\ufb05", "\ufb06"],
]);

/**
 * A text in one case, unit by unit: it is as long as before, so that a place in it is a place in the text. Whatever a regular
 * expression with the flags `iu` takes for the same letter becomes the same, and a little more (the dotless i is an i).
 */
export function fold(text: string): string {
  return text.replace(NOT_ASCII, foldLetter).toLowerCase();
}

function foldLetter(letter: string): string {
  const lower = SAME.get(letter) ?? letter.toLowerCase();
  const folded = lower.toUpperCase().toLowerCase();
  // An ß would become two letters, a dotted capital I a letter and its dot.
  return (folded.length === letter.length ? folded : lower).slice(0, letter.length);
}
