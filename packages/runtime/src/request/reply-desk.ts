import type { BrokerLink, Drainable, DrainReport } from "../broker.js";
import { ContractError } from "../contract-error.js";
import { believable } from "../message/believable.js";
import { HEADER, stringHeader } from "../message/headers.js";
import { REPLY_EXCHANGE } from "../message/house-exchanges.js";
import { newInstanceQueue } from "../message/instance-queue.js";
import { readDelivery, type UnreadableDelivery } from "../message/read-delivery.js";
import { type SettledFacts, settledEvent } from "../message/settled-event.js";
import type { Subscription, SubscriptionState, TransportDelivery } from "../transport/transport.js";
import { within } from "../within.js";
import { type PendingRequest, PendingRequests, type RequestFacts } from "./pending-requests.js";

/**
 * The queue of one instance's replies and the requests that wait for them.
 *
 * Who may write to the queue can write anything to it, so a reply counts only for a request whose id it names and whose document
 * declares it. After a loss of the connection the queue is declared again under the same name, and the requests wait on.
 */
export class ReplyDesk implements Drainable {
  readonly endsLast = true;
  readonly queue: string;
  readonly #link: BrokerLink;
  readonly #pending: PendingRequests;
  readonly #ending = new AbortController();
  #subscription: Subscription | undefined;
  #state: SubscriptionState = "lost";
  readonly #onListening = new Set<() => void>();
  #closed: Promise<void> | undefined;

  constructor(link: BrokerLink) {
    this.#link = link;
    this.queue = newInstanceQueue(link.service);
    this.#pending = new PendingRequests(link.transport.clock, link.settings.limits.pendingRequests);
  }

  async start(): Promise<void> {
    const { transport, settings } = this.#link;
    this.#link.add(this);
    try {
      this.#subscription = await transport.subscribe({
        queue: this.queue,
        instance: { bindings: [{ exchange: REPLY_EXCHANGE, routingKey: this.queue }] },
        prefetch: settings.prefetch,
        signal: this.#ending.signal,
        onDelivery: (delivery) => this.#take(believable(delivery)),
        onState: (state, reason) => this.#enter(state, reason),
      });
    } catch (error) {
      this.#link.delete(this);
      throw error;
    }
  }

  /**
   * Sends a request and waits for its reply. The reply may overtake the confirm.
   *
   * @param send - sends it; when that fails there is nothing to wait for
   */
  async ask(request: RequestFacts, send: () => Promise<unknown>): Promise<unknown> {
    if (this.#closed !== undefined) throw closed("not-sent");
    const pending = this.#pending.add(request);
    this.#listening(pending)
      // Its time may have run out meanwhile: what nobody waits for is better not asked.
      .then(() => (this.#pending.get(request.messageId) === pending ? send() : undefined))
      .catch((error: unknown) => pending.reject(error));
    return await pending.answer;
  }

  queues(): Readonly<Record<string, SubscriptionState>> {
    return { [this.queue]: this.#state };
  }

  /** Lets pending requests have their replies until the deadline, then rejects them. */
  async close(options: { readonly deadlineMs?: number } = {}): Promise<Omit<DrainReport, "unconfirmed">> {
    this.#closed ??= this.#drain(options.deadlineMs ?? this.#link.settings.timeouts.drain);
    await this.#closed;
    return { finished: 0, handedBack: 0 };
  }

  async #drain(deadlineMs: number): Promise<void> {
    const answered = this.#pending.idle();
    // Real time, like every drain: whoever ends a service waits for it, whatever clock its messages go by.
    await within(deadlineMs, answered, () => closed("unknown")).catch((error: ContractError) =>
      this.#pending.rejectAll(error),
    );
    this.#ending.abort();
    await this.#subscription?.cancel();
    await this.#subscription?.close();
    this.#link.delete(this);
  }

  #enter(state: SubscriptionState, reason: string | undefined): void {
    this.#state = state;
    this.#link.observe({
      type: "subscription",
      queue: this.queue,
      state,
      ...(reason === undefined ? {} : { reason }),
    });
    if (state === "active") for (const go of this.#onListening) go();
  }

  /** While the queue is away a responder that is quick would find nobody to answer: so nothing is asked before it is back. */
  #listening({ answer }: PendingRequest): Promise<void> {
    if (this.#state === "active") return Promise.resolve();
    const { offline } = this.#link.settings.timeouts;
    const back = new Promise<void>((resolve) => {
      const go = (): void => {
        this.#onListening.delete(go);
        resolve();
      };
      this.#onListening.add(go);
      // A request that has ended waits no longer: its timer would hold the process, and a long absence would fill the memory.
      answer.then(go, go);
    });
    return within(offline, back, () => deaf(this.queue, offline), this.#link.transport.clock);
  }

  #take(delivery: TransportDelivery): void {
    let facts: SettledFacts;
    try {
      facts = this.#answer(delivery);
    } catch {
      // A fault of ours must not end the process; the request has its time-out.
      facts = { reason: "internal-fault" };
    }
    const outcome = facts.reason === undefined ? "ack" : "dropped";
    this.#link.observe(settledEvent(this.queue, delivery, delivery.ack() ? outcome : "stale", facts));
  }

  /** Settles the request that this is the reply to; returns what there is to tell, with a reason when the reply counts for nothing. */
  #answer(delivery: TransportDelivery): SettledFacts {
    const { correlationId, type } = delivery.properties;
    // Correlation is for responders that are not ours: they know no causation header.
    const id = stringHeader(delivery.headers, HEADER.causationId) ?? correlationId ?? "";
    const request = this.#pending.get(id);
    if (request === undefined) return { reason: this.#unawaited(id) };
    // Something else about our request, such as an event that it caused, is no answer to it.
    if (type === undefined || !request.routes.has(type)) return { reason: "unknown-reply" };
    const read = readDelivery(delivery, this.queue, request.routes, this.#link.settings.limits);
    if (!read.ok) {
      request.reject(invalid(type, id, read));
      return { reason: read.reason, detail: read.detail };
    }
    const { route, payload, envelope } = read;
    request.resolve({ reply: route.reply, payload, envelope });
    return { readAs: route.reader.highest };
  }

  #unawaited(id: string): string {
    const end = this.#pending.endOf(id);
    return end === undefined ? "unknown-reply" : end === "answered" ? "second-reply" : "late-reply";
  }
}

function closed(outcome: "not-sent" | "unknown"): ContractError {
  const what =
    outcome === "unknown" ? "was closed before the reply came; the request may have been handled" : "is closing";
  return new ContractError("closed", `this broker connection ${what}`, { scope: "connection", outcome });
}

function deaf(queue: string, offline: number): ContractError {
  return new ContractError("offline", `the queue for replies, "${queue}", was not back within ${offline} ms`, {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
}

function invalid(message: string, messageId: string, { reason, detail }: UnreadableDelivery): ContractError {
  const why = detail === undefined ? reason : `${reason}, ${detail}`;
  return new ContractError("reply-invalid", `the reply ${message} to ${messageId} cannot be read: ${why}`);
}
