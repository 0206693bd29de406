/** A member of a chain, and its neighbours there. Only the chain writes them. */
export class Link<T> {
  before: T | undefined;
  after: T | undefined;
  isLinked = false;
}

/**
 * Things in the order in which they came, any of which may leave: what a Set does, for things that come and go by the thousand.
 *
 * V8 gives a Set a new table after every few hundred changes, and the old table goes on pointing to the new one. Once one of
 * them has grown old in the heap, all that came after it survives with everything that was in them (measured: a third of
 * the CPU time of consuming was spent on copying the dead).
 */
export class Chain<T extends Link<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The one that has been here longest. */
  get first(): T | undefined {
    return this.#first;
  }

  /** Adds it at the end; it must be in no chain. */
  add(link: T): void {
    link.isLinked = true;
    link.before = this.#last;
    if (this.#last === undefined) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
    this.#size += 1;
  }

  /** @returns false for one that is not here any more */
  delete(link: T): boolean {
    if (!link.isLinked) return false;
    const { before, after } = link;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    // One that has left must hold nobody: it may be old, and keep alive whoever comes after it.
    link.before = undefined;
    link.after = undefined;
    link.isLinked = false;
    this.#size -= 1;
    return true;
  }

  /** All, oldest first, as they are now. */
  all(): T[] {
    const found: T[] = [];
    for (let link = this.#first; link !== undefined; link = link.after) found.push(link);
    return found;
  }
}
