import type { JsonValue } from "@insaka/schema";
import type { Clock } from "../clock.js";
import { ContractError } from "../contract-error.js";
import type { Envelope } from "../message/envelope.js";
import { INSTANCE_QUEUE_LENGTH } from "../message/instance-queue.js";
import type { MessageReader } from "../message/message-reader.js";

/**
 * Ended requests whose ids are kept, so that an observer is told whether a reply came late or twice. As many as the replies' queue
 * can hold messages: whatever lies there now is then told apart. An id is about 100 bytes, so this is a megabyte at most.
 */
const REMEMBERED = INSTANCE_QUEUE_LENGTH;

/** A reply, as the requester hands it on. */
export interface AnyReply {
  readonly reply: string;
  readonly payload: JsonValue;
  readonly envelope: Envelope;
}

/** A message that may answer a request, by the name that the answer carries. */
export interface ReplyRoute {
  readonly reply: string;
  readonly reader: MessageReader;
}

export interface RequestFacts {
  readonly name: string;
  readonly messageId: string;
  readonly timeoutMs: number;
  /** By message name. */
  readonly routes: ReadonlyMap<string, ReplyRoute>;
}

/** A request that waits for its reply. It ends once: whatever comes afterwards changes nothing. */
export interface PendingRequest {
  readonly routes: ReadonlyMap<string, ReplyRoute>;
  readonly answer: Promise<AnyReply>;
  resolve(reply: AnyReply): void;
  reject(error: unknown): void;
}

/** How a request ended. */
export type RequestEnd = "answered" | "given-up";

/** The requests of one instance that wait for their replies, and the memory of those that have ended. */
export class PendingRequests {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #pending = new Map<string, PendingRequest>();
  readonly #ended = new Map<string, RequestEnd>();
  #onIdle: (() => void)[] = [];

  /** @param most - requests that may wait at a time */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** @throws ContractError `overloaded` when too many wait already, `configuration` when this id does; both `not-sent` */
  add({ name, messageId, timeoutMs, routes }: RequestFacts): PendingRequest {
    if (this.#pending.has(messageId)) throw asked(name, messageId);
    if (this.#pending.size >= this.#most) throw overloaded(this.#most);
    // Asked again with the same id: a reply to the first asking answers this one.
    this.#ended.delete(messageId);
    let settle: { resolve: (reply: AnyReply) => void; reject: (error: unknown) => void } | undefined;
    const answer = new Promise<AnyReply>((resolve, reject) => {
      settle = { resolve, reject };
    });
    const end = (how: RequestEnd): boolean => {
      if (this.#pending.get(messageId) !== request) return false;
      callOff();
      this.#end(messageId, how);
      return true;
    };
    const request: PendingRequest = {
      routes,
      answer,
      resolve: (reply) => void (end("answered") && settle?.resolve(reply)),
      reject: (error) => void (end("given-up") && settle?.reject(error)),
    };
    const callOff = this.#clock.after(timeoutMs, () => request.reject(late(name, messageId, timeoutMs)));
    this.#pending.set(messageId, request);
    return request;
  }

  get(messageId: string): PendingRequest | undefined {
    return this.#pending.get(messageId);
  }

  /** How a request ended that is not pending any more; undefined for one that is unknown, or forgotten. */
  endOf(messageId: string): RequestEnd | undefined {
    return this.#ended.get(messageId);
  }

  /** Resolves when nothing is pending. */
  idle(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  rejectAll(error: ContractError): void {
    for (const request of [...this.#pending.values()]) request.reject(error);
  }

  #end(messageId: string, how: RequestEnd): void {
    this.#pending.delete(messageId);
    this.#ended.set(messageId, how);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
    if (this.#pending.size > 0) return;
    for (const tell of this.#onIdle.splice(0)) tell();
  }
}

function asked(name: string, messageId: string): ContractError {
  return new ContractError("configuration", `${name} ${messageId} has been asked already and waits for its reply`, {
    outcome: "not-sent",
  });
}

function overloaded(most: number): ContractError {
  return new ContractError("overloaded", `${most} requests wait for their replies already`, {
    retryable: true,
    outcome: "not-sent",
  });
}

function late(name: string, messageId: string, timeoutMs: number): ContractError {
  return new ContractError(
    "reply-timeout",
    `${name} ${messageId}: no reply within ${timeoutMs} ms; it may have been handled`,
    { retryable: true, outcome: "unknown" },
  );
}
