import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerUnavailable, type Definitions, ensureInstallation, type PrivateCluster } from "@insaka/broker";
import { definitions as generated } from "@intellifin/contracts/definitions";
import { load, machine } from "../bench/report/machine.js";
import { writeSection } from "../bench/report/section.js";
import { asText } from "../bench/report/table.js";
import { commandLine } from "../support/command-line.js";
import type { Fault } from "./faults/fault.js";
import { faults } from "./faults/faults.js";
import { comparedSection, faultsPage, matrixSection, type Row, tableOf } from "./report/page.js";
import { versionsOf } from "./report/versions.js";
import { matrix } from "./run/matrix.js";
import { subjects } from "./subjects/subjects.js";
import { trafficDefinitions } from "./traffic.js";

const usage = `Usage: npm run test:faults [-- options]

  --fault <id>      only this fault; may be given several times: ${faults.map(({ id }) => id).join(", ")}
  --subject <ids>   ${subjects.map(({ id }) => id).join(",")}; ours alone unless given
  --rounds <n>      rounds of each fault, 3 unless given
  --messages <n>    messages of a round at least, 8000 unless given
  --rate <n>        messages a second, 500 unless given
  --seed <n>        of the first round; the next ones count up
  --short           the form for CI: a few faults, one round, 1500 messages
  --write           writes its section of docs/faults.md; some faults alone have one of their own
  --format text|json
Exits with 100 when something was lost or invented, readiness was wrong or a round has a complaint.
Example: npm run test:faults -- --fault leader-kill --fault tcp-cut --rounds 1
`;

async function main(args: readonly string[]): Promise<number> {
  const given = commandLine(args, usage, {
    fault: { type: "string", multiple: true },
    subject: { type: "string", default: "insaka" },
    rounds: { type: "string" },
    messages: { type: "string" },
    rate: { type: "string", default: "500" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
    short: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    format: { type: "string", default: "text" },
  });
  if (typeof given === "number") return given;
  const { values } = given;
  const { short } = values;
  const numbers = {
    rounds: Number(values.rounds ?? (short ? 1 : 3)),
    messages: Number(values.messages ?? (short ? 1_500 : 8_000)),
    rate: Number(values.rate),
    seed: Number(values.seed),
  };
  const asked = faults.filter(({ id, short: cheap }) => values.fault?.includes(id) ?? (!short || cheap === true));
  const under = subjects.filter(({ id }) => values.subject.split(",").includes(id));
  const known = (values.fault ?? []).every((id) => faults.some((fault) => fault.id === id));
  const countable = Object.values(numbers).every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!known || !countable || numbers.rate === 0 || under.length === 0 || !["text", "json"].includes(values.format)) {
    process.stderr.write(usage);
    return 1;
  }
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const installation = await ensureInstallation(process.env, tell);
  const expected =
    numbers.rounds * under.length * asked.reduce((sum, fault) => sum + expectedSeconds(fault, numbers), 0);
  tell(
    `${asked.length} faults, ${numbers.rounds} rounds each, seed ${numbers.seed}: about ${Math.ceil((expected + 15) / 60)} minutes`,
  );
  const before = load();
  const folder = mkdtempSync(join(tmpdir(), "insaka-faults-"));
  const clusters: PrivateCluster[] = [];
  onEnd(clusters, folder);
  let rows: readonly Row[];
  try {
    rows = await matrix({
      installation,
      definitions: trafficDefinitions(generated as Definitions),
      faults: asked,
      subjects: under,
      ...numbers,
      folder,
      tell,
      progress: (line) => (process.stderr.isTTY ? tell(`  ${line}`) : undefined),
      started: (cluster) => void clusters.push(cluster),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const facts = {
    rabbitmq: installation.version,
    versions: versionsOf(under),
    machine: machine(before),
    command: args.join(" "),
    ...numbers,
  };
  if (values.write) {
    const compared = comparedSection(rows, facts);
    // A part of the matrix is told by itself: it says nothing of the rest, and was measured at another time.
    const ours = asked.length === faults.length ? "matrix" : `matrix of ${asked.map(({ id }) => id).join(", ")}`;
    if (compared === undefined) writeSection("docs/faults.md", ours, matrixSection(rows, facts), faultsPage);
    else writeSection("docs/faults.md", "compared", compared, faultsPage);
  }
  process.stdout.write(
    values.format === "json"
      ? `${JSON.stringify({ format: 1, ...facts, rows }, null, 2)}\n`
      : `${asText(tableOf(rows.filter(({ subject }) => subject === "insaka")))}\n`,
  );
  return rows.some(isBad) ? 100 : 0;
}

/** A quarter of the traffic comes before the fault; children, the settling of queues and their draining take some seconds. */
function expectedSeconds(
  fault: Fault,
  { messages, rate }: { readonly messages: number; readonly rate: number },
): number {
  return Math.max(messages / rate, messages / rate / 4 + fault.seconds) + 9;
}

/** Ours alone is judged: of the others it is told. */
function isBad({ subject, rounds, broken }: Row): boolean {
  return (
    subject === "insaka" &&
    (broken.length > 0 ||
      rounds.some(
        ({ verdict, readinessWrong, complaints }) =>
          verdict.lost.length > 0 || verdict.invented.length > 0 || readinessWrong > 0 || complaints.length > 0,
      ))
  );
}

function onEnd(clusters: readonly PrivateCluster[], folder: string): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      rmSync(folder, { recursive: true, force: true });
      void Promise.all(clusters.map((cluster) => cluster.stop())).finally(() => process.exit(code));
    });
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const text = error instanceof BrokerUnavailable ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${String(text)}\n`);
    process.exit(1);
  },
);
