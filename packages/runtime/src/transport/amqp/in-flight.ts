import type { ContractError } from "../../contract-error.js";
import type { OutboundMessage } from "../transport.js";

const GONE: OutboundMessage = { exchange: "", routingKey: "", body: Buffer.alloc(0), headers: {}, properties: {} };

function ignore(): void {}

/** A publish that waits for its confirm. */
export class InFlight {
  readonly id: string;
  message: OutboundMessage;
  /** True where it settles a delivery: then it takes up no room. */
  readonly settles: boolean;
  readonly deadline: number;
  returned: string | undefined;
  /** Sends the publishes with the same id that wait for this one's answer, one after the other. */
  next: (() => void)[] | undefined;
  #resolve: () => void;
  #reject: (reason: ContractError) => void;

  constructor(
    message: OutboundMessage,
    settles: boolean,
    deadline: number,
    resolve: () => void,
    reject: (reason: ContractError) => void,
  ) {
    this.id = idOf(message);
    this.message = message;
    this.settles = settles;
    this.deadline = deadline;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Gives whoever waits their answer, and lets go of all that went with it: amqplib's list of callbacks remembers this for a while yet. */
  end(failure?: (message: OutboundMessage) => ContractError): void {
    const { message } = this;
    const [resolve, reject] = [this.#resolve, this.#reject];
    this.message = GONE;
    this.#resolve = ignore;
    this.#reject = ignore;
    if (failure === undefined) resolve();
    else reject(failure(message));
  }
}

/** The message id; those without one share the empty one. */
export function idOf({ properties }: OutboundMessage): string {
  return properties.messageId ?? "";
}

interface Entry {
  readonly publish: InFlight;
  readonly number: number;
  /** The next one of the same slot. */
  after: Entry | undefined;
}

/** A power of two; there are rarely more in flight on a channel. */
const SLOTS = 1024;

/**
 * What is in flight, by message id, one for each.
 *
 * No Map: the tables that it outgrows remember what was in them until the next full collection, so that each message that was in flight
 * lived as long, was copied by each small collection before it, and cost twice its own work (45 MB more were resident).
 */
export class InFlightTable {
  readonly #slots: (Entry | undefined)[] = new Array<Entry | undefined>(SLOTS).fill(undefined);
  #size = 0;
  #count = 0;

  get size(): number {
    return this.#size;
  }

  get(id: string): InFlight | undefined {
    let entry = this.#slots[slotOf(id)];
    while (entry !== undefined && entry.publish.id !== id) entry = entry.after;
    return entry?.publish;
  }

  /** Its id must not be there yet. */
  add(publish: InFlight): void {
    const slot = slotOf(publish.id);
    this.#slots[slot] = { publish, number: this.#count, after: this.#slots[slot] };
    this.#size += 1;
    this.#count += 1;
  }

  /** @returns whether it was there */
  delete(publish: InFlight): boolean {
    const slot = slotOf(publish.id);
    let before: Entry | undefined;
    let entry = this.#slots[slot];
    while (entry !== undefined && entry.publish !== publish) {
      before = entry;
      entry = entry.after;
    }
    if (entry === undefined) return false;
    if (before === undefined) this.#slots[slot] = entry.after;
    else before.after = entry.after;
    entry.after = undefined;
    this.#size -= 1;
    return true;
  }

  /** All of them, in the order in which they were added. */
  values(): readonly InFlight[] {
    const entries: Entry[] = [];
    for (const first of this.#slots)
      for (let entry = first; entry !== undefined; entry = entry.after) entries.push(entry);
    return entries.sort((a, b) => a.number - b.number).map(({ publish }) => publish);
  }
}

/** FNV-1a. */
function slotOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
