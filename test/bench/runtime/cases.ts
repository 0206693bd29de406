import type { Effort } from "../bench.js";

/** Where messages go: to the sink, or to a queue of a real broker. */
export type Peer = "sink" | "classic" | "quorum";

/** What is measured against what, alternately. */
export interface Case {
  readonly title: string;
  readonly scenario: string;
  readonly peer: Peer;
  /** `raw` among them; the others are told in ratios to it. */
  readonly subjects: readonly string[];
  readonly warmUp: number;
  readonly messages: number;
}

export interface Plan {
  readonly rounds: number;
  readonly stretches: readonly Case[];
  readonly latencies: readonly Case[];
  readonly upcast: Case;
}

/** Every client but raw amqplib and ours. */
export const PEERS = ["amqp-connection-manager", "rascal", "rabbitmq-client", "@cloudamqp/amqp-client"] as const;

/** @param many - what `usual` does, as messages; `tiny` does a little of it */
function planOf(rounds: number, many: (messages: number) => number): Plan {
  const both = ["raw", "typed"];
  const fast = { warmUp: many(30_000), messages: many(100_000) };
  const whole = { warmUp: many(10_000), messages: many(40_000) };
  // Slow enough that code is compiled late: with few messages the compiler would be measured.
  const single = { warmUp: many(4_000), messages: many(4_000) };
  const brokered = (["classic", "quorum"] as const).map(
    (peer): Case => ({
      title: `publish, confirm, deliver, acknowledge in one process, ${peer} queue`,
      scenario: "end-to-end",
      peer,
      subjects: both,
      ...whole,
    }),
  );
  const sink = { peer: "sink" } as const;
  return {
    rounds,
    stretches: [
      { title: "publish with confirms, sink", scenario: "publish", subjects: [...both, ...PEERS], ...sink, ...fast },
      { title: "consume today's version, sink", scenario: "consume", subjects: [...both, ...PEERS], ...sink, ...fast },
      { title: "consume the oldest version, sink", scenario: "consume-oldest", subjects: both, ...sink, ...fast },
      ...brokered,
    ],
    latencies: [
      { title: "one at a time", scenario: "latency", peer: "classic", subjects: both, ...single },
      { title: "published by the handler", scenario: "latency-in-handler", peer: "classic", subjects: both, ...single },
    ],
    upcast: { title: "upcast", scenario: "upcast", subjects: ["typed"], ...sink, ...fast },
  };
}

export const plans: Readonly<Record<Effort, Plan>> = {
  usual: planOf(7, (messages) => messages),
  tiny: planOf(1, (messages) => Math.ceil(messages / 50)),
};
