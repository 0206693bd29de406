import { quantile } from "../report/quantile.js";
import type { Case } from "./cases.js";
import { type Rounds, ratio, type Spread, spread } from "./rounds.js";
import type { Outcome } from "./scenarios/scenario.js";

/** Many messages at once, one subject. */
export interface StretchFigures {
  readonly path: string;
  readonly title: string;
  readonly peer: string;
  readonly subject: string;
  readonly messages: number;
  readonly rounds: number;
  /** CPU time of the client's process for each message, in microseconds. */
  readonly cpuUs: Spread;
  readonly perSecond: Spread;
  /** Over raw amqplib in the same round; null for raw itself. */
  readonly cpuRatio: Spread | null;
  readonly rateRatio: Spread | null;
}

/** One message at a time, one subject; milliseconds. */
export interface LatencyFigures {
  readonly path: string;
  readonly title: string;
  readonly subject: string;
  readonly messages: number;
  readonly rounds: number;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** The longest of all rounds. */
  readonly maxMs: number;
  readonly p50Ratio: Spread | null;
}

const cpu = ({ cpuUs, messages }: Outcome): number => cpuUs / messages;
const rate = ({ wallMs, messages }: Outcome): number => messages / (wallMs / 1000);
const part =
  (share: number) =>
  ({ latencies = [] }: Outcome) =>
    quantile(latencies, share);

export function stretchFigures(of: Case, rounds: Rounds): readonly StretchFigures[] {
  return [...rounds].map(([subject, outcomes]) => ({
    path: of.scenario,
    title: of.title,
    peer: of.peer,
    subject,
    messages: of.messages,
    rounds: outcomes.length,
    cpuUs: spread(outcomes.map(cpu)),
    perSecond: spread(outcomes.map(rate)),
    cpuRatio: subject === "raw" ? null : ratio(rounds, subject, cpu),
    rateRatio: subject === "raw" ? null : ratio(rounds, subject, rate),
  }));
}

export function latencyFigures(of: Case, rounds: Rounds): readonly LatencyFigures[] {
  return [...rounds].map(([subject, outcomes]) => ({
    path: of.scenario,
    title: of.title,
    subject,
    messages: of.messages,
    rounds: outcomes.length,
    p50Ms: spread(outcomes.map(part(0.5))),
    p99Ms: spread(outcomes.map(part(0.99))),
    maxMs: Math.max(...outcomes.map(part(1))),
    p50Ratio: subject === "raw" ? null : ratio(rounds, subject, part(0.5)),
  }));
}

/** CPU nanoseconds of each step. */
export function stepFigures(rounds: Rounds): Spread {
  return spread((rounds.get("typed") ?? []).map((outcome) => cpu(outcome) * 1000));
}
