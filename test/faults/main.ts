import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Definitions, findInstallation, type PrivateCluster, startPrivateCluster } from "@insaka/broker";
import { definitions as generated } from "@intellifin/contracts/definitions";
import { load, machine } from "../bench/report/machine.js";
import { asText } from "../bench/report/table.js";
import { FaultCluster } from "./cluster/fault-cluster.js";
import { faults } from "./faults/faults.js";
import { page, type Row, tableOf } from "./report/page.js";
import { type Round, round } from "./run/round.js";
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
  --write           writes docs/faults.md
  --format text|json
Exits with 100 when something was lost or invented, readiness was wrong or a round has a complaint.
`;

/** Lines of configuration that all nodes have beside the production file. */
const configuration = "queue_leader_locator = balanced\nnet_ticktime = 10\n";

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fault: { type: "string", multiple: true },
      subject: { type: "string", default: "insaka" },
      rounds: { type: "string" },
      messages: { type: "string" },
      rate: { type: "string", default: "500" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
      short: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      format: { type: "string", default: "text" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
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
  if (!known || !countable || under.length === 0 || !["text", "json"].includes(values.format)) {
    process.stderr.write(usage);
    return 1;
  }
  const installation = await findInstallation();
  if (installation === undefined) {
    process.stderr.write(
      "The fault matrix kills nodes of a cluster of its own: that takes an installed rabbitmq-server.\n",
    );
    return 1;
  }
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const expected =
    (asked.length * under.length * numbers.rounds * (numbers.messages / Math.max(numbers.rate, 1) + 30)) / 60;
  tell(
    `${asked.length} faults, ${numbers.rounds} rounds each, seed ${numbers.seed}: about ${Math.ceil(expected)} minutes`,
  );
  const before = load();
  const folder = mkdtempSync(join(tmpdir(), "insaka-faults-"));
  const progress = (line: string): void => (process.stderr.isTTY ? tell(`  ${line}`) : undefined);
  const cluster = await startPrivateCluster(installation, { configuration });
  onEnd(cluster, folder);
  const rows: Row[] = [];
  try {
    for (const fault of asked) {
      for (const subject of under) {
        const rounds: Round[] = [];
        for (let n = 0; n < numbers.rounds; n += 1) {
          const definitions = trafficDefinitions(generated as Definitions);
          const options = {
            cluster: new FaultCluster(cluster),
            definitions,
            subject,
            fault,
            folder,
            tell: progress,
            ...numbers,
          };
          const played = await round({ ...options, seed: numbers.seed + n });
          rounds.push(played);
          const { verdict, recovery } = played;
          tell(
            `${fault.id} ${subject.id} seed ${played.seed}: ${verdict.attempted} attempted, ${verdict.confirmed} confirmed, ${verdict.lost.length} lost, ${verdict.invented.length} invented, ${verdict.duplicated} duplicated, ${verdict.unknown.all} unknown, recovered after ${recovery ?? "-"} ms, readiness wrong ${played.readinessWrong}${played.complaints.map((text) => `; ${text}`).join("")}`,
          );
        }
        rows.push({
          fault: fault.id,
          title: fault.title,
          recoveryFrom: fault.recoveryFrom,
          subject: subject.id,
          rounds,
        });
      }
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const facts = { rabbitmq: cluster.version, machine: machine(before), command: args.join(" "), ...numbers };
  if (values.write) writeFileSync("docs/faults.md", page(rows, facts));
  process.stdout.write(
    values.format === "json"
      ? `${JSON.stringify({ format: 1, ...facts, rows }, null, 2)}\n`
      : `${asText(tableOf(rows.filter(({ subject }) => subject === "insaka")))}\n`,
  );
  return rows.some(isBad) ? 100 : 0;
}

/** Ours alone is judged: of the others it is told. */
function isBad({ subject, rounds }: Row): boolean {
  return (
    subject === "insaka" &&
    rounds.some(
      ({ verdict, readinessWrong, complaints }) =>
        verdict.lost.length > 0 || verdict.invented.length > 0 || readinessWrong > 0 || complaints.length > 0,
    )
  );
}

function onEnd(cluster: PrivateCluster, folder: string): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      rmSync(folder, { recursive: true, force: true });
      void cluster.stop().finally(() => process.exit(code));
    });
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
