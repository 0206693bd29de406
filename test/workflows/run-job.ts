import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { devNull, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Step } from "./workflow.js";

const INSAKA = fileURLToPath(new URL("../../generator/bin/insaka.js", import.meta.url));

/** What `npm ci` and the scripts of package.json come to in a checkout that is installed and built. */
const NPM = `#!/bin/sh
[ "$1" = ci ] && exit 0
[ "$1 $2" = "run --silent" ] || exit 64
script=$3; shift 3; [ "$1" = -- ] && shift
case $script in
  codegen:check) set -- codegen --check "$@";;
  lint|compat|release) set -- "$script" "$@";;
  *) exit 64;;
esac
exec "${process.execPath}" "${INSAKA}" "$@" --config asyncapi/insaka.config.json
`;

/** What GitHub knows of a run, by the words of its expressions: `github.base_ref`. */
export type Facts = Readonly<Record<string, string>>;

/** What came of a job. */
export interface JobRun {
  readonly conclusion: "success" | "failure";
  /** Steps by name, or by their command or action where they have none. */
  readonly steps: readonly { readonly step: string; readonly outcome: "success" | "failure" | "skipped" }[];
  readonly log: string;
  /** What the job's page shows. */
  readonly summary: string;
}

/** Runs what `actions/github-script` gets. */
export type RunScript = (script: string, require: (name: string) => unknown) => Promise<void>;

/**
 * Runs the steps of a job in a checkout as GitHub's runner does: each `run` by bash with the runner's own options, steps after a
 * failure only where their condition asks for it. Of the actions, those that set the machine up have nothing to do.
 */
export async function runJob(
  steps: readonly Step[],
  folder: string,
  facts: Facts,
  runScript: RunScript,
): Promise<JobRun> {
  const runner = mkdtempSync(join(tmpdir(), "insaka-runner-"));
  try {
    for (const file of ["summary", "output", "env"]) writeFileSync(join(runner, file), "");
    writeFileSync(join(runner, "npm"), NPM);
    chmodSync(join(runner, "npm"), 0o755);
    const told: JobRun["steps"][number][] = [];
    let [log, failed] = ["", false];
    for (const each of steps) {
      const step = each.name ?? each.run ?? each.uses ?? "";
      if (!isMet(each.if ?? "success()", facts, failed)) {
        told.push({ step, outcome: "skipped" });
        continue;
      }
      let succeeded = true;
      if (each.run !== undefined) {
        const { status, stdout, stderr } = runBash(each, folder, facts, runner);
        log += `${stdout}${stderr}`;
        succeeded = status === 0;
      } else if (each.uses?.startsWith("actions/github-script@")) {
        await runScript(String(each.with?.script), requireIn(folder));
      }
      told.push({ step, outcome: succeeded ? "success" : "failure" });
      failed ||= !succeeded;
    }
    const summary = readFileSync(join(runner, "summary"), "utf8");
    return { conclusion: failed ? "failure" : "success", steps: told, log, summary };
  } finally {
    rmSync(runner, { recursive: true, force: true });
  }
}

function runBash(step: Step, folder: string, facts: Facts, runner: string) {
  const script = join(runner, "step.sh");
  writeFileSync(script, filledIn(step.run ?? "", facts));
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, filledIn(text, facts)]));
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    env: {
      PATH: [runner, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: runner,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: join(runner, "summary"),
      GITHUB_OUTPUT: join(runner, "output"),
      GITHUB_ENV: join(runner, "env"),
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CONFIG_NOSYSTEM: "1",
      ...env,
    },
  });
}

/** @throws Error for a word that nobody gave: an expression must not pass because it is not understood */
function fact(word: string, facts: Facts): string {
  const known = facts[word];
  if (known === undefined) throw new Error(`nobody says what ${word} is`);
  return known;
}

function filledIn(text: string, facts: Facts): string {
  return text.replace(/\$\{\{\s*([\w.]+)\s*\}\}/g, (_all, word: string) => fact(word, facts));
}

/** The few words of GitHub's expressions that the workflows use. */
function isMet(condition: string, facts: Facts, failed: boolean): boolean {
  const terms = condition
    .replace(/^\$\{\{|\}\}$/g, "")
    .split("&&")
    .map((term) => term.trim());
  // Without one of these, a condition holds only while all has gone well.
  const goesOn = terms.some((term) => term === "!cancelled()");
  return (
    (goesOn || !failed) &&
    terms.every((term) => {
      if (term === "!cancelled()" || term === "success()") return true;
      const [left = "", right = "", ...more] = term.split("==").map((word) => word.trim());
      if (right === "" || more.length > 0) throw new Error(`the condition "${term}" is not understood`);
      return fact(left, facts) === fact(right, facts);
    })
  );
}

/** `require` as the action gives it to scripts, which run in the checkout. */
function requireIn(folder: string): (name: string) => unknown {
  const require = createRequire(import.meta.url);
  return (name) =>
    name === "node:fs"
      ? {
          existsSync: (path: string) => existsSync(join(folder, path)),
          readFileSync: (path: string, encoding: "utf8") => readFileSync(join(folder, path), encoding),
        }
      : require(name);
}
