import type { LatencyFigures, StretchFigures } from "./figures.js";
import type { Spread } from "./rounds.js";

/** A goal and what came of it. */
export interface Goal {
  readonly path: string;
  readonly goal: string;
  /** Null where this run did not measure it. */
  readonly measured: number | null;
  readonly met: boolean | null;
  /** Says who measures it, where it is not this bench. */
  readonly elsewhere?: string;
}

export interface Figures {
  readonly stretches: readonly StretchFigures[];
  readonly latencies: readonly LatencyFigures[];
  /** Nanoseconds. */
  readonly step: Spread;
}

/** The longest that a message may take where nothing stalls, in milliseconds: a delayed TCP ACK alone takes 40. */
const STALL_MS = 40;

/** Every row of what is asked of the runtime. */
export function goalsOf({ stretches, latencies, step }: Figures): readonly Goal[] {
  const find = (path: string, subject: string, peer: string): StretchFigures | undefined =>
    stretches.find((each) => each.path === path && each.subject === subject && each.peer === peer);
  const cpu = (path: string, peer: string): number | undefined => find(path, "typed", peer)?.cpuRatio?.median;
  const rate = (path: string, peer: string): number | undefined => find(path, "typed", peer)?.rateRatio?.median;
  const over = (peer: string): number | undefined => {
    const [ours, theirs] = [find("publish", "typed", "sink"), find("publish", peer, "sink")];
    return ours && theirs ? ours.cpuUs.median / theirs.cpuUs.median : undefined;
  };
  const typed = (path: string) => latencies.find((each) => each.path === path && each.subject === "typed");
  const kinds = ["classic", "quorum"];
  return [
    atMost("typed publish, sink", "client CPU over raw", 2, cpu("publish", "sink")),
    below(
      "typed publish, sink",
      "client CPU over amqp-connection-manager with JSON and zod",
      over("amqp-connection-manager"),
    ),
    below("typed publish, sink", "client CPU over rascal without validation", over("rascal")),
    atMost("typed consume, sink", "client CPU over raw", 2, cpu("consume", "sink")),
    ...kinds.map((kind) => atMost(`end to end, ${kind} queue`, "client CPU over raw", 1.5, cpu("end-to-end", kind))),
    ...kinds.map((kind) => atLeast(`end to end, ${kind} queue`, "throughput over raw", 0.97, rate("end-to-end", kind))),
    atMost("an old version", "CPU microseconds of each upcaster step", 1, step.median / 1000),
    atMost("latency, one at a time", "p50 over raw with noDelay", 1.1, typed("latency")?.p50Ratio?.median),
    atMost(
      "latency, published by the handler",
      "the longest, in milliseconds: no stall",
      STALL_MS,
      typed("latency-in-handler")?.maxMs,
    ),
    elsewhere(
      "reconnect after the leader's death",
      "median gap not above raw's loop; no storm at 1,000 clients",
      "by test:faults",
    ),
    elsewhere("memory", "flat over an hour, at most 15 MB above raw", "by the soak"),
  ];
}

function atMost(path: string, what: string, limit: number, measured: number | undefined): Goal {
  return asGoal(path, `${what}: at most ${limit}`, measured, (value) => value <= limit);
}

function atLeast(path: string, what: string, limit: number, measured: number | undefined): Goal {
  return asGoal(path, `${what}: at least ${limit}`, measured, (value) => value >= limit);
}

function below(path: string, what: string, measured: number | undefined): Goal {
  return asGoal(path, `${what}: below 1`, measured, (value) => value < 1);
}

function asGoal(path: string, goal: string, measured: number | undefined, isMet: (value: number) => boolean): Goal {
  if (measured === undefined) return { path, goal, measured: null, met: null };
  return { path, goal, measured, met: isMet(measured) };
}

function elsewhere(path: string, goal: string, by: string): Goal {
  return { path, goal, measured: null, met: null, elsewhere: by };
}
