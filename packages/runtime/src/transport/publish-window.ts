import type { Limits } from "../defaults.js";
import { connectionClosed } from "./publish-error.js";

type WindowLimits = Pick<Limits, "inFlightPublishes" | "inFlightBytes" | "waitingPublishes" | "waitingBytes">;

interface Hopeful {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Counts what one connection has in flight and what waits for its turn.
 *
 * Whoever publishes without waiting for confirms would otherwise fill the heap: a broker that is slow, or a socket that takes
 * nothing, is seen by nobody but amqplib, which keeps all that it is given.
 */
export class PublishWindow {
  readonly #limits: WindowLimits;
  #inFlight = 0;
  #inFlightBytes = 0;
  #waiting = 0;
  #waitingBytes = 0;
  #hopeful: Hopeful[] = [];

  constructor(limits: WindowLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get isHopedFor(): boolean {
    return this.#hopeful.length > 0;
  }

  /** Whether one of this size may be sent now. What is larger than all that may be in flight goes alone. */
  fits(size: number): boolean {
    if (this.#inFlight === 0) return true;
    const { inFlightPublishes, inFlightBytes } = this.#limits;
    return this.#inFlight < inFlightPublishes && this.#inFlightBytes + size <= inFlightBytes;
  }

  enter(size: number): void {
    this.#inFlight += 1;
    this.#inFlightBytes += size;
  }

  leave(size: number): void {
    this.#inFlight -= 1;
    this.#inFlightBytes -= size;
  }

  /**
   * Whether one of this size may wait. With a broker that is there, what is free in flight counts too: these wait for no more
   * than a channel that is being opened.
   */
  mayWait(size: number, isThere: boolean): boolean {
    const { waitingPublishes, waitingBytes, inFlightPublishes, inFlightBytes } = this.#limits;
    const places = isThere ? Math.max(0, inFlightPublishes - this.#inFlight) : 0;
    const bytes = isThere ? Math.max(0, inFlightBytes - this.#inFlightBytes) : 0;
    return this.#waiting < waitingPublishes + places && this.#waitingBytes + size <= waitingBytes + bytes;
  }

  beginWaiting(size: number): void {
    this.#waiting += 1;
    this.#waitingBytes += size;
  }

  endWaiting(size: number): void {
    this.#waiting -= 1;
    this.#waitingBytes -= size;
  }

  /** Resolves when somebody has told that there is room; rejects with the signal's reason, or `closed`. */
  hope(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.#hopeful = this.#hopeful.filter((each) => each !== hopeful);
        reject(signal?.reason);
      };
      const done = (settle: () => void): void => {
        signal?.removeEventListener("abort", forget);
        settle();
      };
      const hopeful = { resolve: () => done(resolve), reject: (reason: unknown) => done(() => reject(reason)) };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener("abort", forget, { once: true });
      this.#hopeful.push(hopeful);
    });
  }

  /** All of them: one that publishes nothing after all would keep the others waiting. Those who come too late wait in line. */
  tellRoom(): void {
    for (const { resolve } of this.#hopeful.splice(0)) resolve();
  }

  tellClosed(): void {
    for (const { reject } of this.#hopeful.splice(0)) reject(connectionClosed());
  }
}
