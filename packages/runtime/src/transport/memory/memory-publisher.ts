import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { channelError } from "../channel-error.js";
import {
  blocked,
  connectionClosed,
  describe,
  nacked,
  returned,
  tooManyWaiting,
  unencodable,
} from "../publish-error.js";
import { PublishWindow } from "../publish-window.js";
import type { ConnectionState, OutboundMessage, PublishPurpose } from "../transport.js";
import type { MemoryConnection } from "./memory-connection.js";
import { Refusal } from "./refusal.js";
import type { StoredMessage } from "./stored-message.js";
import { demandSize, stored } from "./stored-message.js";
import type { Routed } from "./topology.js";

/** Publishes on one connection, with confirms and mandatory. */
export class MemoryPublisher {
  readonly #connection: MemoryConnection;
  readonly #settings: Settings;
  readonly #window: PublishWindow;

  constructor(connection: MemoryConnection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#window = new PublishWindow(settings.limits);
  }

  /** Every confirm comes with the next turn, so that there is always room on a connection that takes anything. */
  writable(signal?: AbortSignal): Promise<void> {
    if (this.#connection.state === "closed") return Promise.reject(connectionClosed());
    if (this.#connection.state === "ready" && signal?.aborted !== true) return Promise.resolve();
    return this.#window.hope(signal);
  }

  /** To be told of what becomes of the connection. */
  noteState(state: ConnectionState): void {
    if (state === "ready") this.#window.tellRoom();
    if (state === "closed") this.#window.tellClosed();
  }

  publish(message: OutboundMessage, purpose?: PublishPurpose): Promise<void> {
    switch (this.#connection.state) {
      case "ready":
        return this.#send(message);
      case "blocked":
        return Promise.reject(blocked());
      case "closed":
        return Promise.reject(connectionClosed());
      default:
        return this.#sendLater(message, purpose);
    }
  }

  async #sendLater(message: OutboundMessage, purpose?: PublishPurpose): Promise<void> {
    const size = message.body.length;
    if (purpose !== "settle" && !this.#window.mayWait(size, false)) throw tooManyWaiting(this.#window.waiting, false);
    this.#window.beginWaiting(size);
    try {
      await this.#connection.readyWithin(this.#settings.timeouts.offline);
    } finally {
      this.#window.endWaiting(size);
    }
    if (this.#connection.state === "blocked") throw blocked();
    await this.#send(message);
  }

  #send(message: OutboundMessage): Promise<void> {
    let mine: StoredMessage;
    try {
      mine = stored(message);
    } catch (error) {
      return Promise.reject(unencodable(message, error));
    }
    const { lives, broker } = this.#connection;
    return new Promise((resolve, reject) => {
      // Before the deliveries that this sets off: whoever publishes hears of it first.
      broker.jobs.add(() => {
        if (this.#connection.lives !== lives || this.#connection.state === "lost") reject(lost(message));
        else if (answer === undefined) resolve();
        else reject(answer);
      });
      const answer = this.#answer(message, mine);
    });
  }

  /** What the broker says to it, undefined for yes. */
  #answer(message: OutboundMessage, mine: StoredMessage): ContractError | undefined {
    let routed: Routed;
    try {
      this.#demandRights(mine);
      demandSize(mine);
      routed = this.#connection.broker.topology.publish(mine);
    } catch (refusal) {
      if (refusal instanceof Refusal) return channelError(refusal, describe(message), "not-sent");
      return ContractError.from(refusal);
    }
    if (routed.refused.length > 0) return nacked(message);
    return routed.taken.length > 0 ? undefined : returned(message, "NO_ROUTE");
  }

  /** On topic exchanges a right holds for the keys of CC and BCC as well. */
  #demandRights({ exchange, routingKey, otherKeys }: StoredMessage): void {
    const { rights, broker } = this.#connection;
    rights.demand("write", "exchange", exchange);
    if (!broker.topology.isTopic(exchange)) return;
    for (const key of [routingKey, ...otherKeys]) rights.demandTopic("write", exchange, key);
  }
}

/** The confirm was on its way. */
function lost(message: OutboundMessage): ContractError {
  return new ContractError("channel-closed", `${describe(message)}: the connection was lost before its confirm`, {
    scope: "channel",
    retryable: true,
    outcome: "unknown",
  });
}
