import { topicWords } from "../../model/topic-pattern.js";

/** A place of a pattern: this very word, exactly one word, or any number of words, none included. */
export type KeyPart = { readonly word: string } | "one" | "any";

/** The keys that a binding lets through, as places for words. */
export type KeyPattern = readonly KeyPart[];

/** What an exchange of this type makes of a binding's key: only a topic exchange knows wildcards, fanout and headers read no key. */
export function keyPattern(exchangeType: string, bindingKey: string): KeyPattern {
  if (exchangeType === "topic") return topicPattern(bindingKey);
  return exchangeType === "direct" ? literalKey(bindingKey) : ["any"];
}

/** A pattern as topic exchanges read it. */
export function topicPattern(text: string): KeyPattern {
  return topicWords(text).map((word): KeyPart => (word === "*" ? "one" : word === "#" ? "any" : { word }));
}

/** The one key that is written like this, whatever stands in it. */
export function literalKey(key: string): KeyPattern {
  return topicWords(key).map((word) => ({ word }));
}
