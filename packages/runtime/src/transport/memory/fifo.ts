/** First in, first out, at a constant cost for each. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    // The empty front is cut off when it is the larger half, so that each item is moved about once.
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Puts an item where `before` says it belongs; for the few that come back. */
  insert(item: T, before: (other: T) => boolean): void {
    const at = this.#items.findIndex((other, index) => index >= this.#head && other !== undefined && before(other));
    if (at === -1) this.#items.push(item);
    else this.#items.splice(at, 0, item);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = this.#head; at < this.#items.length; at += 1) yield this.#items[at] as T;
  }
}
