interface Node<T> {
  readonly words: Map<string, Node<T>>;
  readonly here: Set<T>;
  /** Reached by `#`: it may take any number of words more. */
  readonly greedy: boolean;
}

/**
 * Topic bindings as a tree of words. `*` stands for exactly one word, `#` for any number, none included.
 *
 * A key is walked with the set of all nodes that it may be at, so that patterns with several `#` cost no more than their length.
 * Rule: https://www.rabbitmq.com/tutorials/tutorial-five-javascript; the empty key has no words, `a.` has two.
 */
export class TopicTrie<T> {
  readonly #root: Node<T> = node(false);

  add(pattern: string, value: T): void {
    let at = this.#root;
    for (const word of words(pattern)) {
      let next = at.words.get(word);
      if (next === undefined) {
        next = node(word === "#");
        at.words.set(word, next);
      }
      at = next;
    }
    at.here.add(value);
  }

  /** Every value with a pattern that fits, each once, in no particular order. */
  match(key: string): Set<T> {
    let at = new Set<Node<T>>();
    arrive(this.#root, at);
    for (const word of words(key)) {
      const next = new Set<Node<T>>();
      for (const node of at) {
        if (node.greedy) arrive(node, next);
        arrive(node.words.get(word), next);
        arrive(node.words.get("*"), next);
      }
      at = next;
    }
    const found = new Set<T>();
    for (const { here } of at) for (const value of here) found.add(value);
    return found;
  }
}

/** A node, and all that lie behind a `#` which takes no word. */
function arrive<T>(node: Node<T> | undefined, into: Set<Node<T>>): void {
  if (node === undefined || into.has(node)) return;
  into.add(node);
  arrive(node.words.get("#"), into);
}

function node<T>(greedy: boolean): Node<T> {
  return { words: new Map(), here: new Set(), greedy };
}

function words(key: string): readonly string[] {
  return key === "" ? [] : key.split(".");
}
