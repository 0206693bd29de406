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
import type { OutboundMessage } from "../transport.js";
import type { MemoryConnection } from "./memory-connection.js";
import { Refusal } from "./refusal.js";
import type { StoredMessage } from "./stored-message.js";
import { demandSize, stored } from "./stored-message.js";
import type { Routed } from "./topology.js";

/** Publishes on one connection, with confirms and mandatory. */
export class MemoryPublisher {
  readonly #connection: MemoryConnection;
  readonly #settings: Settings;
  #waiting = 0;
  #waitingBytes = 0;

  constructor(connection: MemoryConnection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  publish(message: OutboundMessage): Promise<void> {
    switch (this.#connection.state) {
      case "ready":
        return this.#send(message);
      case "blocked":
        return Promise.reject(blocked());
      case "closed":
        return Promise.reject(connectionClosed());
      default:
        return this.#sendLater(message);
    }
  }

  async #sendLater(message: OutboundMessage): Promise<void> {
    const { limits, timeouts } = this.#settings;
    const size = message.body.length;
    if (this.#waiting >= limits.waitingPublishes || this.#waitingBytes + size > limits.waitingBytes)
      throw tooManyWaiting(this.#waiting);
    this.#waiting += 1;
    this.#waitingBytes += size;
    try {
      await this.#connection.readyWithin(timeouts.offline);
    } finally {
      this.#waiting -= 1;
      this.#waitingBytes -= size;
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
