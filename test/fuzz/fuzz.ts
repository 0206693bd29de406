import type { Delivery, RuntimeEvent } from "@insaka/runtime";
import { Reject } from "@insaka/runtime";
import type { LoanApproved } from "@intellifin/contracts";
import { communicationsConsumer } from "@intellifin/contracts";
import { idleCommunications } from "../support/idle-handlers.js";
import { type Account, account, type Ending, markerIn, UNREADABLE } from "./account.js";
import { PERSONAL } from "./bodies.js";
import { type FuzzInput, fuzzInputs, type Mood } from "./fuzz-input.js";
import { LoopWatch } from "./loop-watch.js";
import { QUEUE, type Target } from "./target.js";

export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  /** The marker of the one input that is sent, where it is not all. */
  readonly only?: string;
  /** Is told how far it is. */
  readonly tell?: (line: string) => void;
}

export interface FuzzReport extends Account {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  /** Those that the broker would not take. */
  readonly refused: number;
  readonly connectionsLost: number;
  /** The most CPU time in one turn of the event loop: ours, the sender's, and the collection of everybody's garbage. */
  readonly longestTurnMs: number;
  /** The longest that one delivery was handled at a stretch, and whose that was; told on the broker in memory. */
  readonly slowest: { readonly marker: string; readonly what: string; readonly ms: number } | undefined;
}

/** As long may one delivery hold the event loop. */
export const HELD_MS = 100;
/** As long as something still happens, it is waited for. */
const PATIENCE_MS = 15_000;
const WINDOW = 50;
const PERSONAL_VALUES = Object.values(PERSONAL);

/** Sends inputs to a running consumer and looks for each of them afterwards. */
export async function fuzz(target: Target, { seed, inputs: count, only, tell }: FuzzOptions): Promise<FuzzReport> {
  const inputs = fuzzInputs(seed, count).filter(({ marker }) => only === undefined || marker === only);
  const byMarker = new Map(inputs.map((input) => [input.marker, input]));
  const faults: string[] = [];
  const escaped = (error: unknown): void => void faults.push(`escaped into the process: ${String(error)}`);
  process.on("uncaughtException", escaped);
  process.on("unhandledRejection", escaped);
  const watched = new Watched(faults);
  const broker = await target.connect({
    service: "communications",
    observe: watched.observe,
    timeouts: { patience: 300, backoffCap: 200, handler: 5_000 },
    // Most of what it is sent fails: it would rest most of the time.
    circuit: { failures: 0 },
  });
  const loanApproved = (delivery: Approved): void =>
    act(byMarker.get(markerIn(delivery.envelope.messageId) ?? ""), delivery);
  await communicationsConsumer(broker, { handlers: { ...idleCommunications, loanApproved } });
  const sent: FuzzInput[] = [];
  const loop = new LoopWatch();
  try {
    for (const [index, input] of inputs.entries()) {
      if ((await target.send(input)) === "confirmed") sent.push(input);
      await watched.until((ended) => sent.length - ended < WINDOW);
      if (index % 1_000 === 999) tell?.(`${index + 1} of ${count} sent`);
    }
    await watched.until((ended) => ended >= sent.length);
  } finally {
    loop.stop();
    if (!broker.health().ready) faults.push("the consumer is not ready after the last input");
    await broker.close({ deadlineMs: 5_000 });
    process.off("uncaughtException", escaped);
    process.off("unhandledRejection", escaped);
  }
  const found = account(sent, watched.endings, await target.letters(), PERSONAL_VALUES);
  return {
    target: target.name,
    seed,
    inputs: inputs.length,
    refused: inputs.length - sent.length,
    ...found,
    connectionsLost: watched.connectionsLost,
    slowest: slowestOf(target, byMarker),
    longestTurnMs: Math.round(loop.longestMs * 10) / 10,
    faults: [...faults, ...found.faults],
  };
}

/**
 * For how long the slowest of a report holds the event loop by itself, in milliseconds: the least of some tries, each on a broker of
 * its own. The machine may have been elsewhere the first time, and a collection of the sender's garbage may have come between.
 */
export async function heldMs(fresh: () => Target, { slowest, seed }: FuzzReport, inputs: number): Promise<number> {
  let least = slowest?.ms ?? 0;
  for (let tries = 0; slowest !== undefined && least > HELD_MS && tries < 5; tries += 1) {
    const target = fresh();
    const again = await fuzz(target, { seed, inputs, only: slowest.marker });
    await target.close();
    least = Math.min(least, again.slowest?.ms ?? least);
  }
  return least;
}

function slowestOf({ slowest }: Target, byMarker: ReadonlyMap<string, FuzzInput>): FuzzReport["slowest"] {
  if (slowest === undefined) return undefined;
  const marker = markerIn(slowest.messageId) ?? "";
  return { marker, what: byMarker.get(marker)?.what ?? "one without an id", ms: Math.round(slowest.ms * 10) / 10 };
}

type Approved = Delivery<LoanApproved, "5s" | "30s" | "2m" | "10m">;

/** The handler: what it throws quotes the payload, as the words of databases and gateways do. */
function act(input: FuzzInput | undefined, { payload, retryLater, throttled }: Approved): void {
  const mood: Mood = input?.mood ?? "ack";
  const quoted = `no answer for ${payload.phone} (${payload.nrc}, ${payload.employeeNumber}) in ${JSON.stringify(payload)}`;
  switch (mood) {
    case "ack":
      return;
    case "throw":
      throw new Error(quoted);
    case "reject":
      throw new Reject(quoted);
    case "retry-later":
      throw retryLater("30s", quoted);
    case "throttled":
      throw throttled("5s", quoted);
    case "throw-oddly":
      throw oddThrows[(input?.body.length ?? 0) % oddThrows.length];
  }
}

const oddThrows: readonly unknown[] = [
  undefined,
  null,
  0,
  PERSONAL.phone,
  Symbol(PERSONAL.nrc),
  { message: PERSONAL.phone, toString: 1 },
  Object.create(null),
  Object.defineProperty(new Error("x"), "message", {
    get: () => {
      throw new Error(PERSONAL.nrc);
    },
  }),
  new Proxy(new Error("x"), {
    get: () => {
      throw new Error(PERSONAL.nrc);
    },
  }),
];

/** What the consumer told, and how many of its deliveries have come to their end. */
class Watched {
  readonly endings: Ending[] = [];
  connectionsLost = 0;
  #ended = 0;
  #look: (() => void) | undefined;
  readonly #faults: string[];

  constructor(faults: string[]) {
    this.#faults = faults;
  }

  readonly observe = (event: RuntimeEvent): void => {
    const told = JSON.stringify(event);
    for (const value of PERSONAL_VALUES)
      if (told.includes(value)) this.#faults.push(`an event tells a personal value: ${event.type}`);
    if (event.type === "connection" && event.state === "lost") {
      this.connectionsLost += 1;
      this.#faults.push(`a connection was lost: ${event.reason}`);
    }
    if (event.type === "subscription" && event.reason?.includes("cannot be read")) {
      this.endings.push({ messageId: undefined, outcome: UNREADABLE });
      this.#ended += 1;
      this.#look?.();
    }
    if (event.type !== "settled" || event.queue !== QUEUE) return;
    this.endings.push({ messageId: event.messageId, outcome: event.outcome, reason: event.reason });
    if (event.outcome === "ack" || event.outcome === "dead-letter") this.#ended += 1;
    this.#look?.();
  };

  /** Resolves when so many have ended, or when nothing has happened for a long while: the account says what is missing. */
  until(isEnough: (ended: number) => boolean): Promise<void> {
    if (isEnough(this.#ended)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#look = undefined;
        resolve();
      };
      const timer = setTimeout(done, PATIENCE_MS);
      this.#look = () => (isEnough(this.#ended) ? done() : void timer.refresh());
    });
  }
}
