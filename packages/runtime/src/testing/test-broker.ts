import type { Broker, ConnectOptions, DrainReport } from "../broker.js";
import { connect } from "../connect.js";
import { replayDeadLetters } from "../dead-letters/index.js";
import type { RuntimeEvent } from "../runtime-event.js";
import type { BrokerDefinitions, ManualClock, MemoryBroker, QueueDepth } from "../transport/memory/index.js";
import { createMemoryBroker, manualClock } from "../transport/memory/index.js";
import type { OutboundMessage, QueuedMessage, TransportProvider } from "../transport/transport.js";
import type { Duration } from "./duration.js";
import { milliseconds } from "./duration.js";
import type { RecordList } from "./record-list.js";
import { Records } from "./record-list.js";
import type { DeadLetteredRecord, HandledRecord, PublishedRecord } from "./records.js";
import { deadLetteredRecord, handledRecord, messageRecord } from "./records.js";
import { tapped } from "./tapped-provider.js";
import { Timeline } from "./timeline.js";

export interface TestBrokerOptions {
  /** What codegen wrote: `definitions` of the contracts' `definitions.ts`, or the JSON file itself. */
  readonly definitions: BrokerDefinitions;
  /** Stands at 2026-01-01 unless given. */
  readonly clock?: ManualClock;
}

/** What was left when a test broker was closed. */
export interface TestBrokerReport {
  /** How each connection drained, by service; the latest of several. */
  readonly drained: Readonly<Record<string, DrainReport>>;
  /** Queues that still held messages. */
  readonly left: Readonly<Record<string, QueueDepth>>;
}

/** A broker for tests: in memory, with a clock that a test sets, and with lists of what happened. */
export interface TestBroker {
  readonly memory: MemoryBroker;
  /** For `connect` of the runtime; {@link connect} is shorter. */
  readonly provider: TransportProvider;
  readonly clock: ManualClock;
  /** Connects a service with the rights that its document gives it. */
  connect(service: string, options?: Omit<ConnectOptions, "service">): Promise<Broker>;
  /** What services published and the broker confirmed. */
  readonly published: RecordList<PublishedRecord>;
  /** What handlers took to their end. */
  readonly handled: RecordList<HandledRecord>;
  /** What came into a dead-letter queue. */
  readonly deadLettered: RecordList<DeadLetteredRecord>;
  /** Lets time pass, `"5s"` or milliseconds: waits of the retry ladder, handlers' time-outs, patience. */
  advance(duration: Duration): Promise<void>;
  /** Resolves when nothing is ready for anybody, in flight or due. @throws Error after 2 s of real time, saying what still is */
  idle(): Promise<void>;
  /** Puts the dead letters of a queue back into it. Resolves to how many. */
  replay(queue: string): Promise<number>;
  /** Drains every connection that was made here, and says what was left. */
  close(): Promise<TestBrokerReport>;
}

const PATIENCE = 2_000;

/**
 * A broker in memory for tests of handlers. It works with every test runner.
 *
 * @example
 * const t = createTestBroker({ definitions });
 * await communicationsConsumer(await t.connect("communications"), { handlers });
 * await loanOriginationPublisher(await t.connect("loan-origination")).loanApproved(payload);
 * await t.handled.next(LoanApproved, { by: "communications" });
 * const { payload: told } = await t.published.next(NotificationSent);
 */
export function createTestBroker({ definitions, clock = manualClock() }: TestBrokerOptions): TestBroker {
  return new Harness(definitions, clock);
}

class Harness implements TestBroker {
  readonly memory: MemoryBroker;
  readonly provider: TransportProvider;
  readonly clock: ManualClock;
  readonly #timeline = new Timeline();
  readonly #published: Records<PublishedRecord>;
  readonly #handled: Records<HandledRecord>;
  readonly #deadLettered: Records<DeadLetteredRecord>;
  readonly #brokers: Broker[] = [];
  /** The messages behind the deliveries that are not settled yet, the oldest first: one id may be in hands several times. */
  readonly #delivered = new Map<string, QueuedMessage[]>();

  constructor(definitions: BrokerDefinitions, clock: ManualClock) {
    const soFar = (): string => `${this.#timeline.text()}${this.#whatWaits()}`;
    this.#published = new Records("published", soFar);
    this.#handled = new Records("handled", soFar);
    this.#deadLettered = new Records("dead-lettered", soFar);
    this.clock = clock;
    this.memory = createMemoryBroker({
      definitions,
      clock,
      onStored: (queue, message) => this.#stored(queue, message),
    });
    this.provider = tapped(this.memory, {
      published: (service, message) => this.#tellPublished(service, message),
      delivered: (service, queue, message) => this.#tellDelivered(service, queue, message),
    });
  }

  get published(): RecordList<PublishedRecord> {
    return this.#published;
  }

  get handled(): RecordList<HandledRecord> {
    return this.#handled;
  }

  get deadLettered(): RecordList<DeadLetteredRecord> {
    return this.#deadLettered;
  }

  async connect(service: string, options: Omit<ConnectOptions, "service"> = {}): Promise<Broker> {
    const observe = (event: RuntimeEvent): unknown => {
      this.#observe(service, event);
      return options.observe?.(event);
    };
    const broker = await connect(this.provider, { ...options, service, observe });
    this.#brokers.push(broker);
    return broker;
  }

  async advance(duration: Duration): Promise<void> {
    await this.clock.advance(milliseconds(duration));
  }

  async idle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not idle within ${PATIENCE} ms.\n${this.#timeline.text()}${this.#whatWaits()}`)),
        PATIENCE,
      );
    });
    await Promise.race([this.memory.idle(), late]).finally(() => clearTimeout(timer));
  }

  async replay(queue: string): Promise<number> {
    const operator = await connect(this.memory.operator, { service: "operator" });
    try {
      const { replayed } = await replayDeadLetters(operator, queue, () => true, { limit: Number.MAX_SAFE_INTEGER });
      return replayed;
    } finally {
      await operator.close();
    }
  }

  async close(): Promise<TestBrokerReport> {
    const drained: Record<string, DrainReport> = {};
    for (const broker of this.#brokers) drained[broker.service] = await broker.close();
    const left = this.memory
      .queueNames()
      .map((name) => [name, this.memory.queueDepth(name)] as const)
      .filter(([, { ready, unsettled, held }]) => ready + unsettled + held > 0);
    this.memory.close();
    return { drained, left: Object.fromEntries(left) };
  }

  #tellPublished(service: string, message: OutboundMessage): void {
    // Retries and dead letters are published too, but they are no news.
    if (/^insaka\.(retry\.|dead$|return$)/.test(message.exchange)) return;
    const record = { ...messageRecord(message), by: service };
    this.#timeline.published(record);
    this.#published.add(record);
  }

  #tellDelivered(service: string, queue: string, message: QueuedMessage): void {
    const id = key(service, queue, message.properties.messageId);
    const before = this.#delivered.get(id);
    if (before === undefined) this.#delivered.set(id, [message]);
    else before.push(message);
  }

  #observe(service: string, event: RuntimeEvent): void {
    this.#timeline.event(service, event);
    if (event.type !== "settled") return;
    const id = key(service, event.queue, event.messageId);
    const inHands = this.#delivered.get(id);
    const message = inHands?.shift();
    if (inHands?.length === 0) this.#delivered.delete(id);
    if (event.outcome === "ack" && message !== undefined) this.#handled.add(handledRecord(message, service, event));
  }

  #stored(queue: string, message: QueuedMessage): void {
    if (!queue.endsWith(".dlq") && queue !== "insaka.stray") return;
    const record = deadLetteredRecord(message, queue);
    this.#timeline.deadLettered(record);
    this.#deadLettered.add(record);
  }

  #whatWaits(): string {
    const lines = this.memory.queueNames().flatMap((name) => {
      const { ready, unsettled, held } = this.memory.queueDepth(name);
      if (ready + unsettled + held === 0) return [];
      return [
        `${name}: ${ready} ready, ${unsettled} in flight${held > 0 ? `, ${held} dead letters that nobody takes` : ""}`,
      ];
    });
    return lines.length === 0 ? "" : ["\nIn queues now:", ...lines].join("\n  ");
  }
}

function key(service: string, queue: string, messageId: string | undefined): string {
  return `${service}\n${queue}\n${messageId ?? ""}`;
}
