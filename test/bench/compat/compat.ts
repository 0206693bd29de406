import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Effort, Measured } from "../bench.js";
import { median } from "../report/quantile.js";
import type { Table } from "../report/table.js";
import { type Size, writeDocuments } from "./documents.js";
import { type CheckRun, measureCheck, measureCommand } from "./measured-check.js";
import { type PairTimes, timePairs } from "./pairs.js";
import { writeRegistry } from "./registry.js";

/** What is measured, and how often. */
interface Plan {
  readonly rounds: number;
  /** Most pairs of a corpus. */
  readonly pairs: number;
  readonly size: Size;
  /** Numbers of messages that were changed; each with how often it is run. */
  readonly changed: readonly (readonly [changed: number, runs: number])[];
  /** A smaller registry, in which the revisions are counted. */
  readonly history: Omit<Size, "revisions"> & { readonly changed: number; readonly revisions: readonly number[] };
}

const plans: Readonly<Record<Effort, Plan>> = {
  usual: {
    rounds: 3,
    pairs: Number.POSITIVE_INFINITY,
    size: { services: 100, messages: 1000, revisions: 10 },
    changed: [
      [0, 1],
      [10, 1],
      [100, 1],
      [300, 1],
      [1000, 1],
    ],
    history: { services: 10, messages: 50, changed: 20, revisions: [10, 100] },
  },
  tiny: {
    rounds: 1,
    pairs: 5,
    size: { services: 2, messages: 4, revisions: 2 },
    changed: [
      [0, 1],
      [2, 1],
    ],
    history: { services: 2, messages: 2, changed: 1, revisions: [2, 3] },
  },
};

/** Goals, in milliseconds. */
const goals = { medianMs: 2, p99Ms: 50, checkedMs: 3000 };

/** A check of a registry, `changed` messages of which were edited. */
interface RegistryRun extends CheckRun {
  readonly services: number;
  readonly messages: number;
  readonly revisions: number;
  readonly runs: number;
  /** From its first byte to its last: reading the registry, upcasters, judging. What remains is Node and the documents. */
  readonly checkedMs: number;
  readonly checkedCpuMs: number;
  /** CPU time of judging, less that of judging nothing, for each changed message; null where nothing was. */
  readonly cpuMsPerChanged: number | null;
}

/** The compatibility check: pairs, a whole registry, growth, memory. */
export const compatBench: Bench = {
  name: "compat",
  title: "The compatibility check",
  async run(effort, tell): Promise<Measured> {
    const plan = plans[effort];
    const root = await realpath(await mkdtemp(join(tmpdir(), "insaka-bench-")));
    try {
      tell("pairs of the corpora");
      const pairs = timePairs("test/corpora/data", plan.rounds, plan.pairs);
      const config = await writeRegistry(join(root, "large"), plan.size);
      const registry: RegistryRun[] = [];
      for (const [changed, runs] of plan.changed) {
        tell(`${plan.size.messages} messages, ${changed} changed`);
        writeDocuments(join(root, "large"), plan.size, changed);
        registry.push(asRun(plan.size, await middle(config, runs), runs, registry[0]));
      }
      writeDocuments(join(root, "large"), plan.size, 0);
      const commandMs = await measureCommand("generator/bin/insaka.js", config);
      const history: RegistryRun[] = [];
      for (const revisions of plan.history.revisions) {
        const size = { ...plan.history, revisions };
        tell(`${revisions} revisions`);
        const folder = join(root, `revisions-${revisions}`);
        const here = await writeRegistry(folder, size);
        const idle = asRun(size, await middle(here, 1), 1, undefined);
        writeDocuments(folder, size, plan.history.changed);
        history.push(asRun(size, await middle(here, 1), 1, idle));
      }
      const figures = { pairs, registry, commandMs, history };
      return {
        figures,
        tables: tablesOf(pairs, registry, history),
        notes: notesOf(pairs, registry, history, commandMs),
      };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** Runs the check several times, one after the other, and takes the one of the middle CPU time. */
async function middle(config: string, runs: number): Promise<CheckRun> {
  const all: CheckRun[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await measureCheck(config));
  const cpu = median(all.map(({ cpuMs }) => cpuMs));
  const found = all.find(({ cpuMs }) => cpuMs === cpu);
  if (found === undefined) throw new Error("nothing was run");
  return found;
}

function asRun(size: Size, run: CheckRun, runs: number, idle: RegistryRun | undefined): RegistryRun {
  const { services, messages, revisions } = size;
  const checked = run.phases.filter(({ phase }) => phase !== "start" && phase !== "documents");
  const judging = ({ phases }: CheckRun): number => phases.find(({ phase }) => phase === "check")?.cpuMs ?? 0;
  return {
    services,
    messages,
    revisions,
    runs,
    ...run,
    checkedMs: sum(checked.map(({ wallMs }) => wallMs)),
    checkedCpuMs: sum(checked.map(({ cpuMs }) => cpuMs)),
    cpuMsPerChanged: idle === undefined || run.changed === 0 ? null : (judging(run) - judging(idle)) / run.changed,
  };
}

function tablesOf(
  pairs: readonly PairTimes[],
  registry: readonly RegistryRun[],
  history: readonly RegistryRun[],
): readonly Table[] {
  const phases = ["start", "documents", "baseline", "proofs", "check"] as const;
  const cell = (run: RegistryRun, name: string): string => {
    const found = run.phases.find(({ phase }) => phase === name);
    return `${whole(found?.wallMs ?? 0)} (${whole(found?.cpuMs ?? 0)})`;
  };
  return [
    {
      title:
        "A pair of schemas, in milliseconds; goals for the evolution corpora: median below 2, 99th percentile below 50",
      columns: ["corpus", "kind", "pairs", "median", "p99", "CPU a pair"],
      rows: pairs.map(({ corpus, evolution, pairs: count, medianMs, p99Ms, cpuMsPerPair }) => [
        corpus,
        evolution ? "evolution" : "other",
        String(count),
        medianMs.toFixed(2),
        p99Ms.toFixed(1),
        cpuMsPerPair.toFixed(2),
      ]),
    },
    {
      title: `A registry of ${registry[0]?.messages} messages with ${registry[0]?.revisions} revisions, documents of ${registry[0]?.services} services: milliseconds of wall time (CPU time) of each phase, a cold process`,
      columns: [
        "changed",
        ...phases.map((phase) => (phase === "baseline" ? "registry" : phase)),
        "checked",
        "whole",
        "peak MB",
      ],
      rows: registry.map((run) => [
        String(run.changed),
        ...phases.map((phase) => cell(run, phase)),
        `${whole(run.checkedMs)} (${whole(run.checkedCpuMs)})`,
        `${whole(run.wallMs)} (${whole(run.cpuMs)})`,
        whole(run.peakMb),
      ]),
    },
    {
      title: "Growth: CPU milliseconds of judging for each changed message",
      columns: ["revisions", "changed", "pairs", "a changed message", "a pair"],
      rows: [...registry, ...history].flatMap((run) =>
        run.cpuMsPerChanged === null
          ? []
          : [
              [
                String(run.revisions),
                String(run.changed),
                String(run.pairs),
                run.cpuMsPerChanged.toFixed(1),
                ((run.cpuMsPerChanged * run.changed) / run.pairs).toFixed(2),
              ],
            ],
      ),
    },
  ];
}

function notesOf(
  pairs: readonly PairTimes[],
  registry: readonly RegistryRun[],
  history: readonly RegistryRun[],
  commandMs: number,
): readonly string[] {
  const [unchanged] = registry;
  const slow = pairs.filter(
    ({ evolution, medianMs, p99Ms }) => evolution && !(medianMs < goals.medianMs && p99Ms < goals.p99Ms),
  );
  const late = registry.filter(({ checkedMs }) => checkedMs >= goals.checkedMs);
  const cost = registry.flatMap(({ cpuMsPerChanged }) => cpuMsPerChanged ?? []);
  const [few, many] = [history[0], history.at(-1)];
  const growth = (many?.cpuMsPerChanged ?? 0) / (few?.cpuMsPerChanged ?? 1);
  return [
    slow.length === 0
      ? "Every evolution corpus meets its goals."
      : `Missed by ${slow.map(({ corpus }) => corpus).join(", ")}.`,
    `"checked" is what the goal of ${goals.checkedMs} ms is about: reading the registry, upcasters and judging; it is ${late.length === 0 ? "met" : `missed with ${late.map(({ changed }) => changed).join(", ")} changed`} by wall time. Reading the documents (YAML, references, AsyncAPI's schema, the model) comes before it and is told apart.`,
    `With nothing changed no pair is judged (${unchanged?.pairs ?? 0} pairs): of ${unchanged?.messages ?? 0} unchanged messages, judging takes ${whole(unchanged?.phases.find(({ phase }) => phase === "check")?.cpuMs ?? 0)} ms of CPU, nearly all of it the topology. The whole command, printing included, takes ${whole(commandMs)} ms.`,
    `A changed message costs ${(cost.at(-1) ?? 0).toFixed(1)} ms with the most changed and ${(cost[0] ?? 0).toFixed(1)} ms with the fewest: ${ratio(cost.at(-1) ?? 0, cost[0] ?? 0)} of it (1 is linear, less is a start that is paid once). From ${few?.revisions ?? 0} to ${many?.revisions ?? 0} revisions it costs ${growth.toFixed(1)} times as much.`,
  ];
}

function ratio(one: number, other: number): string {
  return other === 0 ? "no part" : (one / other).toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function whole(value: number): string {
  return value.toFixed(0);
}
