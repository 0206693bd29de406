import type { Bench, Measured } from "../bench.js";
import { type Case, type Plan, plans } from "./cases.js";
import { BODY, CURRENT, MESSAGE, OLDEST } from "./event.js";
import { latencyFigures, stepFigures, stretchFigures } from "./figures.js";
import { type Figures, goalsOf } from "./goals.js";
import { measureReconnect } from "./reconnect/reconnect.js";
import { type Rounds, runRounds } from "./rounds.js";
import { STEPS } from "./scenarios/upcast.js";
import { generatedDefinitions, type Stages, setStages } from "./stages.js";
import { tablesOf } from "./tables.js";

/** The generated clients against raw amqplib and its peers. */
export const runtimeBench: Bench = {
  name: "runtime",
  title: "The runtime",
  async run(effort, tell): Promise<Measured> {
    const plan = plans[effort];
    const stages = await setStages(tell);
    try {
      const figures = await measure(plan, stages, tell);
      const goals = goalsOf(figures);
      const event = { message: MESSAGE, version: CURRENT, bytes: BODY.length };
      return {
        figures: { event, broker: stages.version ?? null, ...figures, goals },
        tables: tablesOf(figures, goals),
        notes: notesOf(plan, stages, figures),
      };
    } finally {
      await stages.stop();
    }
  },
};

async function measure(plan: Plan, stages: Stages, tell: (line: string) => void): Promise<Figures> {
  const run = async (each: Case): Promise<Rounds> => {
    const urls = stages.urls(each.peer);
    tell(urls === undefined ? `${each.title}: left out, no broker is at hand` : each.title);
    return urls === undefined ? new Map() : await runRounds(each, urls, plan.rounds);
  };
  const stretches = [];
  for (const each of plan.stretches) stretches.push(...stretchFigures(each, await run(each)));
  const latencies = [];
  for (const each of plan.latencies) latencies.push(...latencyFigures(each, await run(each)));
  const step = stepFigures(await run(plan.upcast));
  return { stretches, latencies, step, reconnects: await measureReconnect(plan.deaths, generatedDefinitions(), tell) };
}

function notesOf({ rounds }: Plan, { version }: Stages, { step }: Figures): readonly string[] {
  return [
    `The message is \`${MESSAGE}\` version ${CURRENT} of the generated client of client-management: ${BODY.length} bytes of JSON, eight properties, persistent, mandatory. Raw amqplib sends the same bytes and properties, made once, by callback and without headers; ours validates, writes JSON, a message id, two headers and gives a promise.`,
    `${rounds} rounds, in each of which every client runs once in a process of its own, another one first each time; a ratio is taken within its round. On a broker each run waits until the machine is quiet: what the one before it has left to be written would be measured with it. In brackets are the least and the most of all rounds.`,
    "The sink is a process that only speaks frames: it confirms in batches and hands out one message for ever. Against it a client's cost is all there is; with a broker on the same machine the broker is the limit, and throughput hides the client.",
    `From version ${OLDEST} to ${CURRENT} there are ${STEPS.length} steps, of ${step.median.toFixed(0)} ns each (${step.least.toFixed(0)}-${step.most.toFixed(0)}), the copy of the message among them; validation at each version comes on top, and is in the row of the oldest version.`,
    "Peers are set up as their README recommends: amqp-connection-manager with `json: true`, behind a zod schema of the same rules; rascal with a pool of 100 channels, which is faster than its default; rabbitmq-client's publisher with confirms; the session of @cloudamqp/amqp-client with its parsers. All of them consume with prefetch 300 and acknowledge each message, and none but the first, where it publishes, validates anything.",
    "At the leader's death a process publishes one message after the other to a quorum queue on a cluster of three nodes; the node that leads the queue and holds the connection is killed (SIGKILL). The gap is the longest time between two confirms. Raw amqplib tries the next node at once, for as long as it takes; ours backs off with full jitter, so that a thousand clients do not come at once.",
    "Resident memory is that of the client's process after the end-to-end stretch and a collection; that it stays so for an hour is told by the soak.",
    version === undefined
      ? "No broker was at hand: what needs one was not measured."
      : `Broker: RabbitMQ ${version}, one node on the same machine.`,
  ];
}
