import type { Clock } from "../../clock.js";
import { DeadLetters } from "./dead-letters.js";
import { Fifo } from "./fifo.js";
import type { JobQueue } from "./job-queue.js";
import type { QueueKind, QueueRules } from "./policy.js";
import type { DeathReason, Entry, StoredMessage } from "./stored-message.js";

/** Somebody to whom a queue hands messages. */
export interface MemoryConsumer {
  /** Whether it may be given one more. */
  hasRoom(): boolean;
  deliver(entry: Entry): void;
  /** The queue is gone. */
  cancelled(): void;
}

/** What a queue needs of the broker around it. */
export interface QueueSurroundings {
  readonly clock: Clock;
  readonly jobs: JobQueue;
  /** Hands a dead message on. @returns whether every queue that it was routed to took it, and there was one */
  deadLetter(message: StoredMessage, from: MemoryQueue, reason: DeathReason): boolean;
  /** Told whenever there is more room in the queue than before. */
  onRoom(): void;
}

/** How a message leaves the hands of whoever took it. */
export type Settlement = "ack" | "requeue" | "reject";

/**
 * A queue. Fresh messages wait in the order in which they came; those that came back are handed out before them, in the order
 * in which they came back (quorum) or by their old places (classic).
 */
export class MemoryQueue {
  readonly name: string;
  readonly kind: QueueKind;
  readonly durable: boolean;
  readonly #around: QueueSurroundings;
  readonly #letters: DeadLetters;
  #rules: QueueRules;
  #fresh = new Fifo<Entry>();
  #returned = new Fifo<Entry>();
  readonly #unsettled = new Set<number>();
  #readyBytes = 0;
  #places = 0;
  readonly #consumers: MemoryConsumer[] = [];
  #pumping = false;
  #expiry: { readonly at: number; readonly callOff: () => void } | undefined;
  #gone = false;

  constructor(
    facts: { readonly name: string; readonly kind: QueueKind; readonly durable: boolean },
    rules: QueueRules,
    around: QueueSurroundings,
  ) {
    this.name = facts.name;
    this.kind = facts.kind;
    this.durable = facts.durable;
    this.#rules = rules;
    this.#around = around;
    this.#letters = new DeadLetters((message, reason) => around.deadLetter(message, this, reason));
  }

  get rules(): QueueRules {
    return this.#rules;
  }

  get ready(): number {
    return this.#fresh.length + this.#returned.length;
  }

  /** Handed out and not settled. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Dead letters that their next place has not taken yet. */
  get held(): number {
    return this.#letters.length;
  }

  entries(): readonly Entry[] {
    return [...this.#returned, ...this.#fresh];
  }

  follow(rules: QueueRules): void {
    this.#rules = rules;
    this.#pump();
  }

  /** Puts a message in. @returns false when the queue is full and refuses */
  offer(message: StoredMessage): boolean {
    const { rejectsWhenFull, ttl } = this.#rules;
    if (rejectsWhenFull && this.#isOver(1, message.body.length)) return false;
    const { expiration } = message.properties;
    // The shorter of the two counts. What is no number of milliseconds, which RabbitMQ refuses, counts for nothing here.
    const own = /^\d+$/.test(expiration ?? "") ? Number(expiration) : Number.POSITIVE_INFINITY;
    const life = Math.min(ttl ?? Number.POSITIVE_INFINITY, own);
    const expiresAt = life === Number.POSITIVE_INFINITY ? undefined : this.#around.clock.now() + life;
    this.#fresh.push({ message, place: this.#places, expiresAt, returns: 0 });
    this.#places += 1;
    this.#readyBytes += message.body.length;
    while (!rejectsWhenFull && this.ready > 0 && this.#isOver(0, 0)) this.#drop("maxlen");
    this.#pump();
    return true;
  }

  /** Takes the next one out, to be settled. */
  take(): Entry | undefined {
    this.#expire();
    const entry = this.#shift();
    if (entry !== undefined) this.#unsettled.add(entry.place);
    return entry;
  }

  settle(entry: Entry, how: Settlement): void {
    if (this.#gone || !this.#unsettled.delete(entry.place)) return;
    if (how === "requeue") this.#comeBack(entry);
    else if (how === "reject") this.#die(entry, "rejected");
    this.#pump();
    this.#around.onRoom();
  }

  addConsumer(consumer: MemoryConsumer): void {
    this.#consumers.push(consumer);
    this.#pump();
  }

  removeConsumer(consumer: MemoryConsumer): void {
    const at = this.#consumers.indexOf(consumer);
    if (at >= 0) this.#consumers.splice(at, 1);
  }

  /** Tries the letters again that their next place has refused. */
  retryLetters(): void {
    if (this.#letters.length > 0 && this.#letters.retry()) this.#pump();
  }

  /** The queue is deleted, with everything in it. */
  end(): void {
    this.#gone = true;
    this.#expiry?.callOff();
    for (const consumer of this.#consumers.splice(0)) consumer.cancelled();
  }

  #isOver(more: number, bytes: number): boolean {
    const { maxLength, maxBytes } = this.#rules;
    const length = this.ready + this.#letters.length + more;
    return (
      (maxLength !== undefined && length > maxLength) ||
      (maxBytes !== undefined && this.#readyBytes + this.#letters.bytes + bytes > maxBytes)
    );
  }

  #comeBack(old: Entry): void {
    const entry = { ...old, returns: old.returns + 1 };
    const { deliveryLimit } = this.#rules;
    if (deliveryLimit !== undefined && entry.returns > deliveryLimit) {
      this.#die(entry, "delivery_limit");
      return;
    }
    this.#readyBytes += entry.message.body.length;
    if (this.kind === "quorum") this.#returned.push(entry);
    else this.#returned.insert(entry, ({ place }) => place > entry.place);
  }

  #shift(): Entry | undefined {
    const entry = (this.#returned.length > 0 ? this.#returned : this.#fresh).shift();
    if (entry !== undefined) this.#readyBytes -= entry.message.body.length;
    return entry;
  }

  #head(): Entry | undefined {
    return this.#returned.peek() ?? this.#fresh.peek();
  }

  #drop(reason: DeathReason): void {
    const entry = this.#shift();
    if (entry !== undefined) this.#die(entry, reason);
  }

  #die({ message }: Entry, reason: DeathReason): void {
    if (this.#rules.deadLetterExchange === undefined) return;
    this.#letters.send(message, reason, this.#rules.atLeastOnce);
  }

  /** Hands out what can be handed out: soon, and once for all that comes up until then. */
  #pump(): void {
    if (this.#pumping || this.#gone) return;
    this.#pumping = true;
    this.#around.jobs.add(() => {
      this.#pumping = false;
      if (this.#gone) return;
      this.#expire();
      for (let consumer = this.#next(); consumer !== undefined && this.ready > 0; consumer = this.#next()) {
        const entry = this.take();
        if (entry !== undefined) consumer.deliver(entry);
      }
      this.#armExpiry();
    });
  }

  /** The next consumer with room, in turn. */
  #next(): MemoryConsumer | undefined {
    const at = this.#consumers.findIndex((consumer) => consumer.hasRoom());
    if (at === -1) return undefined;
    const [consumer] = this.#consumers.splice(at, 1);
    if (consumer !== undefined) this.#consumers.push(consumer);
    return consumer;
  }

  /** Only what stands first can expire, as in RabbitMQ: what comes after it has come later, and lives as long. */
  #expire(): void {
    const now = this.#around.clock.now();
    let expired = false;
    for (let head = this.#head(); head?.expiresAt !== undefined && head.expiresAt <= now; head = this.#head()) {
      this.#drop("expired");
      expired = true;
    }
    if (expired) this.#around.onRoom();
  }

  #armExpiry(): void {
    const at = this.#head()?.expiresAt;
    if (this.#expiry?.at === at) return;
    this.#expiry?.callOff();
    this.#expiry = undefined;
    if (at === undefined) return;
    const { clock } = this.#around;
    const callOff = clock.after(Math.max(0, at - clock.now()), () => {
      this.#expiry = undefined;
      this.#pump();
    });
    this.#expiry = { at, callOff };
  }
}
