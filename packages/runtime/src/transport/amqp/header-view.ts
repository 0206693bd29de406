import type { Headers } from "../transport.js";

/** Names that a view remembers. Ours are few; a stranger's message that is published again may bring any. */
const MOST_NAMES = 64;

/**
 * One object for the headers of every message that a channel publishes.
 *
 * amqplib makes the headers it is given the prototype of an object of its own, and to become a prototype costs an object three
 * microseconds; so it is always given the same one, whose properties read the headers of the message that is being encoded.
 * Encoding is synchronous: nobody looks at the view afterwards.
 */
export class HeaderView {
  readonly #view: Headers = {};
  readonly #names = new Set<string>();
  #shown: Headers = {};

  /** The view, showing these headers until it is asked for the next. */
  show(headers: Headers): Headers {
    for (const name in headers) {
      if (this.#names.has(name)) continue;
      // With so many names it would cost more than it saves.
      if (this.#names.size >= MOST_NAMES) return headers;
      this.#remember(name);
    }
    this.#shown = headers;
    return this.#view;
  }

  #remember(name: string): void {
    this.#names.add(name);
    // A property that is undefined is not encoded.
    const get = (): unknown => (Object.hasOwn(this.#shown, name) ? this.#shown[name] : undefined);
    Object.defineProperty(this.#view, name, { enumerable: true, get });
  }
}
