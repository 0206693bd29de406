import { backoff } from "../../backoff.js";
import { Chain, Link } from "../../chain.js";
import type { ContractError } from "../../contract-error.js";
import { channelError, reasonText, replyCode } from "../channel-error.js";
import { shownChannelKey } from "../channel-key.js";
import { describe, routeRefused } from "../publish-error.js";
import type { OutboundMessage } from "../transport.js";
import type { Trouble } from "../trouble.js";
import { goesOn } from "../trouble.js";
import type { PublishChannel } from "./publish-channel.js";

/** A publish that waits: for a connection, for its route's channel, or for room. */
export class WaitingPublish extends Link<WaitingPublish> {
  readonly message: OutboundMessage;
  /** True where it settles a delivery. */
  readonly settles: boolean;
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (reason: ContractError) => void;

  constructor(
    message: OutboundMessage,
    settles: boolean,
    deadline: number,
    resolve: () => void,
    reject: (reason: ContractError) => void,
  ) {
    super();
    this.message = message;
    this.settles = settles;
    this.deadline = deadline;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** What the server said when it closed a route's channel for a fault that does not pass by itself. */
interface RouteFault {
  readonly reason: unknown;
  readonly attempt: number;
  /** When the route is tried again, by `performance.now()`. */
  readonly nextAt: number;
  readonly trouble: Trouble;
}

/** One exchange and routing key: its channel, and what waits for it in the order in which it came. */
export class PublishRoute extends Link<PublishRoute> {
  readonly key: string;
  /** Takes publishes. Neither while it is being opened, nor while the route is tried, nor when it has to make place. */
  channel: PublishChannel | undefined;
  isOpening = false;
  /** Carries the one publish that shows whether the route works again. */
  probe: PublishChannel | undefined;
  /** Takes nothing more and is closed once it has all its answers, so that another route has a channel. */
  leaving: PublishChannel | undefined;
  readonly waiting: Chain<WaitingPublish> = new Chain();
  /** Those that settle deliveries: others must not hold them up. */
  readonly settling: Chain<WaitingPublish> = new Chain();
  #fault: RouteFault | undefined;

  constructor(key: string) {
    super();
    this.key = key;
  }

  get fault(): RouteFault | undefined {
    return this.#fault;
  }

  get trouble(): Trouble | undefined {
    return this.#fault?.trouble;
  }

  /** It has a channel, or will have one. */
  get isBusy(): boolean {
    return this.isOpening || this.channel !== undefined || this.probe !== undefined || this.leaving !== undefined;
  }

  get isWaitedFor(): boolean {
    return this.waiting.size > 0 || this.settling.size > 0;
  }

  /** The next to go when the order does not depend on room. */
  get first(): WaitingPublish | undefined {
    return this.settling.first ?? this.waiting.first;
  }

  /** Notes why the server closed the channel; only a missing exchange and a missing right are the route's own fault. */
  noteClosed(reason: unknown, cap: number): void {
    const code = replyCode(reason);
    if (code !== 404 && code !== 403) return;
    const attempt = this.#fault === undefined ? 0 : this.#fault.attempt + 1;
    const now = {
      what: `route ${shownChannelKey(this.key)}`,
      cause: code === 404 ? "exchange-missing" : "access-refused",
      reason: reasonText(reason),
    } as const;
    const nextAt = performance.now() + backoff(attempt, cap);
    this.#fault = { reason, attempt, nextAt, trouble: goesOn(this.trouble, now, Date.now()) };
  }

  heal(): void {
    this.#fault = undefined;
  }

  /** Why a publish is not even tried now, if so. */
  refusal(message: OutboundMessage): ContractError | undefined {
    if (this.#fault === undefined) return undefined;
    const wait = Math.ceil(this.#fault.nextAt - performance.now());
    if (wait <= 0) return undefined;
    const { code } = channelError(this.#fault.reason, describe(message));
    return routeRefused(message, code, reasonText(this.#fault.reason), wait);
  }
}
