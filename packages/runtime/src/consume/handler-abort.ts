/**
 * What an AbortController is, for each message that is handled. Its signal is made when somebody asks for it: that costs more
 * than everything else that is done for a message, and most handlers never look at it.
 */
export class HandlerAbort {
  #controller: AbortController | undefined;
  #isAborted = false;
  #reason: unknown;
  #told: ((reason: unknown) => void) | undefined;

  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** The handler's own. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isAborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Is told once, before the signal fires; whoever comes too late is told at once. */
  onAbort(told: (reason: unknown) => void): void {
    if (this.#isAborted) told(this.#reason);
    else this.#told = told;
  }

  /** @param reason - an AbortError unless given, as an AbortController has it */
  abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#told?.(reason);
    this.#controller?.abort(reason);
  }
}
