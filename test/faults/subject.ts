/** What became of a publish, as its caller was told. `unknown`: it may be stored. `not-sent`: it provably is not. */
export type Outcome = "confirmed" | "returned" | "nacked" | "unknown" | "not-sent";

/** One message of the load. */
export interface Load {
  /** AMQP's message_id; a UUID. */
  readonly id: string;
  readonly kind: "loanApproved" | "creditReportRequested";
  /** AMQP's type, as the runtime writes it. */
  readonly type: "LoanApproved" | "CreditReportRequested";
  /** The header `x-version`. */
  readonly version: number;
  readonly exchange: string;
  readonly routingKey: string;
  /** Valid by its schema; what goes on the wire is its JSON. */
  readonly payload: object;
}

/** How a process of a subject reaches the cluster. */
export interface SubjectOptions {
  /** AMQP URLs of all three nodes, through the proxies, with the user of that service. They hold passwords: never print them. */
  readonly urls: (service: string) => readonly string[];
}

export interface ConsumerOptions extends SubjectOptions {
  readonly queues: readonly ConsumedQueue[];
  readonly prefetch: number;
  /** Call it for each delivery; it rejects where the message shall be tried again later (not acknowledged as handled). */
  readonly handle: (received: Received) => Promise<void>;
}

export interface ConsumedQueue {
  readonly service: string;
  readonly queue: string;
}

export interface Received {
  readonly queue: string;
  readonly id: string;
  /** The parsed body. */
  readonly payload: unknown;
  /** 1 for the first. */
  readonly attempt: number;
}

export interface SubjectPublisher {
  /** Never rejects: whatever the library throws is mapped to an outcome, `unknown` where it does not tell. */
  publish(load: Load): Promise<Outcome>;
  /** The library's own word on whether it works; `undefined` where it has no such notion. */
  ready(): boolean | undefined;
  close(): Promise<void>;
}

export interface SubjectConsumer {
  ready(): boolean | undefined;
  close(): Promise<void>;
}

/** A client library under the same faults. Its two functions run in child processes of their own. */
export interface Subject {
  readonly id: string;
  /** The package that its version is read from. */
  readonly package: string;
  startPublisher(options: SubjectOptions): Promise<SubjectPublisher>;
  startConsumer(options: ConsumerOptions): Promise<SubjectConsumer>;
}
