/**
 * True where a topic exchange would route a key by a binding's pattern: words between dots, `*` for one word, `#` for any
 * number of words, none included.
 */
export function matchesTopic(pattern: string, key: string): boolean {
  const words = topicWords(key);
  // The positions in the key that the pattern read so far may have reached.
  let reached = new Set([0]);
  for (const part of topicWords(pattern)) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === "#") for (let to = at; to <= words.length; to += 1) next.add(to);
      else if (at < words.length && (part === "*" || part === words[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(words.length);
}

/** The words of a key or a pattern. The broker takes the empty text for no word at all, so `*` does not match it; any other text between dots is a word, the empty one too. */
export function topicWords(text: string): readonly string[] {
  return text === "" ? [] : text.split(".");
}
