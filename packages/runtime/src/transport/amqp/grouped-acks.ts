/**
 * The acknowledgements of one channel, sent once in a turn of the event loop: one for all deliveries up to a tag where every one
 * up to it is settled, and one for each of those beyond. A delivery that is still being handled is never acknowledged with its
 * neighbours, and nothing waits for a company that may not come.
 *
 * Tags count the deliveries of a channel from 1, whatever consumer they are for. The tag that is sent with `allUpTo` is always
 * one that the broker still waits for: it answers any other with 406, which costs the channel.
 */
export class GroupedAcks {
  readonly #send: (tag: number, allUpTo: boolean) => void;
  /** Every delivery up to here is settled: acknowledged or otherwise, on its way or waiting in `#group`. */
  #settledTo = 0;
  /** The last of those up to `#settledTo` that waits to be acknowledged, 0 for none. */
  #group = 0;
  /** Settled ones beyond the first that is not. */
  readonly #beyond = new Set<number>();
  /** Those of `#beyond` that wait to be acknowledged. */
  readonly #single = new Set<number>();
  #isScheduled = false;

  /** @param send - sends one acknowledgement; what it throws means that the channel is gone, and with it what waits here */
  constructor(send: (tag: number, allUpTo: boolean) => void) {
    this.#send = send;
  }

  /** Acknowledges a delivery by the end of this turn. */
  ack(tag: number): void {
    if (tag === this.#settledTo + 1) {
      this.#settledTo = tag;
      this.#group = tag;
      if (this.#beyond.size > 0) this.#closeUp();
    } else {
      this.#beyond.add(tag);
      this.#single.add(tag);
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(() => this.flush());
  }

  /** Notes that a delivery has been settled otherwise: nobody may wait for it. */
  settled(tag: number): void {
    if (tag !== this.#settledTo + 1) {
      this.#beyond.add(tag);
      return;
    }
    this.#settledTo = tag;
    if (this.#beyond.size > 0) this.#closeUp();
  }

  /** Sends what waits. */
  flush(): void {
    this.#isScheduled = false;
    const group = this.#group;
    const single = [...this.#single];
    this.#group = 0;
    this.#single.clear();
    try {
      if (group > 0) this.#send(group, true);
      for (const tag of single) this.#send(tag, false);
    } catch {
      // The channel has just died, and the broker puts back whatever it has not read of this.
    }
  }

  #closeUp(): void {
    while (this.#beyond.delete(this.#settledTo + 1)) {
      this.#settledTo += 1;
      if (this.#single.delete(this.#settledTo)) this.#group = this.#settledTo;
    }
  }
}
