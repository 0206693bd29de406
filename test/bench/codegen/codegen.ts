import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ContractModel, generate } from "@insaka/generator";
import type { Bench, Effort, Measured } from "../bench.js";
import { writeDocuments } from "../compat/documents.js";
import { median } from "../report/quantile.js";
import type { Table } from "../report/table.js";
import { type CommandRun, measureRun } from "./measured-run.js";
import { measureTypes, type TypesRun, typeTools } from "./types-alone.js";
import { timeValidators, type ValidatorPlan, type ValidatorRates } from "./validators.js";

interface Plan {
  /** Documents, each of ten messages. */
  readonly documents: readonly number[];
  readonly messagesEach: number;
  readonly runs: number;
  readonly validators: ValidatorPlan;
}

const plans: Readonly<Record<Effort, Plan>> = {
  usual: { documents: [1, 10, 100], messagesEach: 10, runs: 5, validators: { rounds: 9, validations: 200_000 } },
  tiny: { documents: [1, 2], messagesEach: 2, runs: 1, validators: { rounds: 1, validations: 1_000 } },
};

/** Goals in milliseconds of wall time, by the number of documents. */
const goals: readonly { readonly documents: number; readonly kind: Kind; readonly wallMs: number }[] = [
  { documents: 10, kind: "cold", wallMs: 1_500 },
  { documents: 100, kind: "cold", wallMs: 4_000 },
  { documents: 100, kind: "edited", wallMs: 1_000 },
  { documents: 100, kind: "unchanged", wallMs: 300 },
  { documents: 100, kind: "check", wallMs: 300 },
];

/** How much faster than ajv with the full formats of ajv-formats. */
const validatorGoal = 2;

/** Nothing known and nothing there; one line of one document edited; nothing changed; the same with --check. */
type Kind = "cold" | "edited" | "unchanged" | "check";

interface SizedRun extends CommandRun {
  readonly documents: number;
  readonly messages: number;
  readonly kind: Kind;
  readonly runs: number;
}

/** Code generation: cold, after an edit, unchanged; growth; and the validators that it leads to. */
export const codegenBench: Bench = {
  name: "codegen",
  title: "Code generation",
  async run(effort, tell): Promise<Measured> {
    const plan = plans[effort];
    const root = await realpath(await mkdtemp(join(tmpdir(), "insaka-bench-")));
    try {
      const runs: SizedRun[] = [];
      const types: TypesRun[] = [];
      for (const documents of plan.documents) {
        const folder = join(root, String(documents));
        const messages = documents * plan.messagesEach;
        tell(`${documents} documents of ${plan.messagesEach} messages`);
        const config = writeDocuments(join(folder, "asyncapi"), { services: documents, messages, revisions: 1 }, 0);
        for (const [kind, measured] of await measureKinds(folder, config, plan.runs))
          runs.push({ documents, messages, kind, runs: plan.runs, ...measured });
        types.push(...(await measureTypes(folder, await modelOf(config), plan.runs)));
      }
      tell("validators");
      const validators = await loanValidators(plan.validators);
      const figures = { runs, types, validators };
      return { figures, tables: tablesOf(runs, types, validators), notes: notesOf(runs, types, validators) };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

async function measureKinds(folder: string, config: string, runs: number): Promise<ReadonlyMap<Kind, CommandRun>> {
  const cache = join(folder, "cache");
  const edited = join(dirname(config), "service-0.asyncapi.yaml");
  const found = new Map<Kind, CommandRun[]>();
  const measure = async (kind: Kind, argv: readonly string[]): Promise<void> => {
    found.set(kind, [...(found.get(kind) ?? []), await measureRun(folder, cache, argv)]);
  };
  for (let run = 0; run < runs; run += 1) {
    for (const made of ["cache", "generated", "definitions.json"])
      await rm(join(folder, made), { recursive: true, force: true });
    await measure("cold", ["codegen"]);
    const text = await readFile(edited, "utf8");
    await writeFile(edited, text.replace(/A message of .* bench/, `A message of the ${"very ".repeat(run + 1)}bench`));
    await measure("edited", ["codegen"]);
    await measure("unchanged", ["codegen"]);
    await measure("check", ["codegen", "--check"]);
  }
  return new Map([...found].map(([kind, all]) => [kind, middle(all)]));
}

function middle(runs: readonly CommandRun[]): CommandRun {
  return {
    wallMs: median(runs.map(({ wallMs }) => wallMs)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    peakMb: median(runs.map(({ peakMb }) => peakMb)),
  };
}

async function modelOf(config: string): Promise<ContractModel> {
  const { model, diagnostics } = await generate({ config }, { emit: false });
  if (model === undefined) throw new Error(`not read: ${JSON.stringify(diagnostics)}`);
  return model;
}

/** The largest payload that tells of a loan: a loan that has been paid out. */
async function loanValidators(plan: ValidatorPlan): Promise<ValidatorRates> {
  const { messages } = await modelOf(join(process.cwd(), "asyncapi/insaka.config.json"));
  const message = messages.find(({ name }) => name === "LoanDisbursed");
  const version = message?.versions.find((each) => each.version === message.current);
  const example = version?.examples[0];
  if (version === undefined || example === undefined) throw new Error("LoanDisbursed has no example");
  return timeValidators("LoanDisbursed", version.schema, example.payload, plan);
}

function tablesOf(runs: readonly SizedRun[], types: readonly TypesRun[], rates: ValidatorRates): readonly Table[] {
  return [
    {
      title:
        "The whole command in a process of its own: milliseconds of wall time, CPU time of all its threads, peak memory (medians)",
      columns: ["documents", "messages", "run", "wall ms", "CPU ms", "peak MB", "goal ms"],
      rows: runs.map(({ documents, messages, kind, wallMs, cpuMs, peakMb }) => [
        String(documents),
        String(messages),
        kind,
        wallMs.toFixed(0),
        cpuMs.toFixed(0),
        peakMb.toFixed(0),
        goalOf(documents, kind)?.toFixed(0) ?? "",
      ]),
    },
    {
      title: "Payload types alone, on the same schemas, without the time that the tool takes to be imported (medians)",
      columns: ["tool", "schemas", "wall ms", "CPU ms", "peak MB", "import ms"],
      rows: types.map(({ tool, schemas, wallMs, cpuMs, peakMb, importMs }) => [
        tool,
        ...[schemas, wallMs, cpuMs, peakMb, importMs].map((figure) => figure.toFixed(0)),
      ]),
    },
    {
      title: `Validating ${rates.message} (${rates.bytes} bytes of JSON), thousands a second; goal: ${validatorGoal} times as many`,
      columns: ["ours", "ajv with ajv-formats, full", "ratio"],
      rows: [[(rates.ours / 1000).toFixed(0), (rates.ajvFormatsFull / 1000).toFixed(0), rates.ratio.toFixed(2)]],
    },
  ];
}

function goalOf(documents: number, kind: Kind): number | undefined {
  return goals.find((goal) => goal.documents === documents && goal.kind === kind)?.wallMs;
}

function notesOf(runs: readonly SizedRun[], types: readonly TypesRun[], { ratio }: ValidatorRates): readonly string[] {
  const late = runs.filter(
    ({ documents, kind, wallMs }) => wallMs >= (goalOf(documents, kind) ?? Number.POSITIVE_INFINITY),
  );
  const cold = runs.filter(({ kind }) => kind === "cold");
  const [some, many] = cold.slice(-2);
  const times = (one: number | undefined, other: number | undefined): string => ((one ?? 0) / (other || 1)).toFixed(1);
  return [
    "cold: nothing cached and nothing generated yet; edited: one line of one document; unchanged and check: nothing to do.",
    late.length === 0
      ? "Every goal is met."
      : `Missed: ${late.map(({ documents, kind, wallMs }) => `${documents} documents ${kind}, ${wallMs.toFixed(0)} ms`).join("; ")}.`,
    `From ${some?.messages} to ${many?.messages} messages a cold run takes ${times(many?.cpuMs, some?.cpuMs)} times the CPU and ${times(many?.peakMb, some?.peakMb)} times the memory.`,
    ratio >= validatorGoal
      ? "The validators' goal is met."
      : `The validators' goal is missed: ${ratio.toFixed(2)} times.`,
    ...typeTools.map((tool) => growthOf(tool, types)),
  ];
}

/** How a tool's own time grows with the messages, or that it is not there. */
function growthOf(tool: string, types: readonly TypesRun[]): string {
  const [some, many] = types.filter((run) => run.tool === tool).slice(-2);
  if (some === undefined || many === undefined) return `${tool} is not installed, so it is not measured.`;
  const growth = (many.cpuMs / some.cpuMs).toFixed(1);
  return `From ${some.schemas} to ${many.schemas} schemas ${tool} by itself takes ${growth} times the CPU.`;
}
