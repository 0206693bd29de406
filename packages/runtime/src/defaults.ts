import { ContractError } from "./contract-error.js";

/** Every default of the runtime, resolved here and nowhere else. Times are in milliseconds, sizes in bytes. */

/** What a delivery or a publish may measure at most. */
export interface Limits {
  /** Largest body. RabbitMQ 4 closes the channel above 16 MiB; contracts of business events stay far below. */
  readonly bodyBytes: number;
  /** Deepest nesting of arrays and objects in a body. */
  readonly bodyDepth: number;
  /** Publishes of the application that may be without their confirm, and their bytes together. Beyond them others wait. */
  readonly inFlightPublishes: number;
  readonly inFlightBytes: number;
  /** Publishes that wait for the connection or for room, and the bytes they may hold together. Beyond them others fail. */
  readonly waitingPublishes: number;
  readonly waitingBytes: number;
  /** Channels that may be open for publishing, one a route. RabbitMQ allows 2,047 on a connection. */
  readonly publishChannels: number;
  /** Requests of one requester that wait for their reply. */
  readonly pendingRequests: number;
}

export interface Timeouts {
  /** One attempt to connect, TCP and AMQP handshake together. */
  readonly connect: number;
  /** How long the first connection is tried for before `connect` rejects. */
  readonly firstConnect: number;
  /** From publish to confirm; afterwards the outcome is `unknown`. */
  readonly confirm: number;
  /** From a request to its reply; afterwards its outcome is `unknown`. */
  readonly reply: number;
  /** How long a publish waits for a connection that is away, or for room. */
  readonly offline: number;
  /** How long a handler may take before its message is retried. */
  readonly handler: number;
  /** How long the publish of a retry or a dead letter is tried again before the delivery is handed back. */
  readonly settle: number;
  /** How long a message may be throttled, or wait for a newer build, counted from the first time. */
  readonly patience: number;
  /** How long a message of an ordered handler may be tried again in place, from its first failure; then it is a dead letter. */
  readonly parked: number;
  /**
   * The broker's own `consumer_timeout`: 30 minutes where nobody has changed it, 0 for none. Shortly before, a delivery is handed
   * back, because the broker would end the channel or the consumer and so return all of its neighbours too.
   */
  readonly consumerTimeout: number;
  /**
   * How long a queue may show messages to a consumer that has room for them and gets none, before the service counts as not ready and
   * subscribes anew; 0 for ever, as for a queue that gives everything to a single active consumer of several.
   */
  readonly starved: number;
  /** How long `close` waits for work in flight. */
  readonly drain: number;
  /** Longest pause between two attempts to connect or to subscribe again. */
  readonly backoffCap: number;
}

/** When a queue is no longer consumed because nothing goes well. */
export interface Circuit {
  /** Failures in a row, of at least two messages, that waiting may cure; 0 to go on whatever happens. */
  readonly failures: number;
  /** How long nothing is taken, the first time; twice as long each further time. */
  readonly pause: number;
  /** How long nothing is taken at most. */
  readonly longest: number;
}

export interface Settings {
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  readonly circuit: Circuit;
  /** Seconds between AMQP heartbeats. */
  readonly heartbeat: number;
  /** Deliveries that one consumed queue may have in flight, each running its handler. */
  readonly prefetch: number;
  /** Whether a publish of unknown outcome is sent once more, with the same id and the header `x-resent`. */
  readonly resend: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

const LIMITS: Limits = {
  bodyBytes: 1024 * 1024,
  bodyDepth: 64,
  inFlightPublishes: 10_000,
  inFlightBytes: 64 * 1024 * 1024,
  waitingPublishes: 1_000,
  waitingBytes: 16 * 1024 * 1024,
  publishChannels: 256,
  pendingRequests: 1_000,
};

const TIMEOUTS: Timeouts = {
  connect: 10_000,
  firstConnect: 30_000,
  confirm: 30_000,
  reply: 30_000,
  offline: 10_000,
  handler: 60_000,
  settle: 60_000,
  patience: DAY,
  parked: 25 * 60_000,
  consumerTimeout: 30 * 60_000,
  starved: 30_000,
  drain: 20_000,
  backoffCap: 15_000,
};

const CIRCUIT: Circuit = { failures: 20, pause: 1_000, longest: 30_000 };

/** What a caller may override; everything left out has its default. */
export interface SettingsOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly circuit?: Partial<Circuit>;
  readonly heartbeat?: number;
  readonly prefetch?: number;
  readonly resend?: boolean;
}

/** The longest time that a timer of Node can measure; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** @throws ContractError `configuration` for a time or limit that is no whole number in its range */
export function resolveSettings(options: SettingsOptions = {}): Settings {
  return {
    limits: checked("limits.", { ...LIMITS, ...given(options.limits) }, 1),
    timeouts: checked("timeouts.", { ...TIMEOUTS, ...given(options.timeouts) }, 0),
    circuit: circuitOf({ ...CIRCUIT, ...given(options.circuit) }),
    ...checked("", { heartbeat: options.heartbeat ?? 10 }, 0, 65_535),
    ...checked("", { prefetch: options.prefetch ?? 20 }, 1, 65_535),
    resend: options.resend ?? true,
  };
}

function circuitOf({ failures, ...pauses }: Circuit): Circuit {
  return { ...checked("circuit.", { failures }, 0), ...checked("circuit.", pauses, 1) };
}

/** What is left out and what is undefined mean the same. */
function given<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** @throws ContractError `configuration` for one that is no whole number from `least` to `most` */
export function checked<T extends object>(group: string, numbers: T, least: number, most: number = LONGEST): T {
  for (const [name, value] of Object.entries(numbers) as [string, unknown][]) {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) continue;
    throw new ContractError("configuration", `${group}${name} must be a whole number from ${least} to ${most}`);
  }
  return numbers;
}
