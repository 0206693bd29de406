import { median, quantile } from "../report/quantile.js";
import type { Case } from "./cases.js";
import { runClient } from "./processes.js";
import { quietMachine } from "./quiet-machine.js";
import type { ClientOutcome } from "./scenarios/scenario.js";
import type { Urls } from "./stages.js";

/** The middle of all rounds, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What one subject did in every round. */
export type Rounds = ReadonlyMap<string, readonly ClientOutcome[]>;

/**
 * Runs every subject once in each round, each time another one first, so that what the machine does besides falls on all alike.
 */
export async function runRounds(
  { scenario, peer, subjects, warmUp, messages }: Case,
  urls: Urls,
  rounds: number,
): Promise<Rounds> {
  const outcomes = new Map(subjects.map((subject): [string, ClientOutcome[]] => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < subjects.length; index += 1) {
      const subject = subjects[(index + round) % subjects.length] ?? "";
      // A single round shows only that it runs.
      if (peer !== "sink" && rounds > 1) await quietMachine();
      outcomes.get(subject)?.push(await runClient({ scenario, subject, urls, warmUp, messages }));
    }
  }
  return outcomes;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: quantile(values, 0), most: Math.max(...values) };
}

/** One figure of a subject in each round, over that of raw amqplib in the same round. */
export function ratio(rounds: Rounds, subject: string, figure: (outcome: ClientOutcome) => number): Spread {
  const raw = rounds.get("raw") ?? [];
  return spread(
    (rounds.get(subject) ?? []).map(
      (outcome, round) => figure(outcome) / (raw[round] ? figure(raw[round]) : Number.NaN),
    ),
  );
}
