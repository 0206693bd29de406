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
  /** The table's: its place in the order of all, and the next one of the same slot. */
  number = 0;
  after: InFlight | undefined;
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

/** A power of two; there are rarely more in flight on a channel. */
const SLOTS = 1024;
/** Of an id as long as a UUID the end is enough: it is random, and all 36 characters cost as much as the rest of the table. */
const [UUID, RANDOM_FROM] = [36, 28];

/**
 * What is in flight, by message id, one for each.
 *
 * No Map: the tables that it outgrows remember what was in them until the next full collection, so that each message that was in flight
 * lived as long, was copied by each small collection before it, and cost twice its own work (45 MB more were resident).
 */
export class InFlightTable {
  readonly #slots: (InFlight | undefined)[] = new Array<InFlight | undefined>(SLOTS).fill(undefined);
  #size = 0;
  #count = 0;

  get size(): number {
    return this.#size;
  }

  get(id: string): InFlight | undefined {
    let found = this.#slots[slotOf(id)];
    while (found !== undefined && found.id !== id) found = found.after;
    return found;
  }

  /** Its id must not be there yet. */
  add(publish: InFlight): void {
    const slot = slotOf(publish.id);
    publish.number = this.#count;
    publish.after = this.#slots[slot];
    this.#slots[slot] = publish;
    this.#size += 1;
    this.#count += 1;
  }

  /** @returns whether it was there */
  delete(publish: InFlight): boolean {
    const slot = slotOf(publish.id);
    let before: InFlight | undefined;
    let found = this.#slots[slot];
    while (found !== undefined && found !== publish) {
      before = found;
      found = found.after;
    }
    if (found === undefined) return false;
    if (before === undefined) this.#slots[slot] = found.after;
    else before.after = found.after;
    found.after = undefined;
    this.#size -= 1;
    return true;
  }

  /** All of them, in the order in which they were added. */
  values(): readonly InFlight[] {
    const all: InFlight[] = [];
    for (const first of this.#slots)
      for (let publish = first; publish !== undefined; publish = publish.after) all.push(publish);
    return all.sort((a, b) => a.number - b.number);
  }
}

/** FNV-1a. */
function slotOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = id.length === UUID ? RANDOM_FROM : 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
