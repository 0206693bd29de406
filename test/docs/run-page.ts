import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { applyDiff } from "./apply-diff.js";
import { joinPage, type Part, splitPage } from "./page.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What `npx` runs: the packages of this checkout. */
const COMMANDS: Readonly<Record<string, string>> = {
  insaka: join(ROOT, "generator/bin/insaka.js"),
  tsc: join(ROOT, "node_modules/typescript/bin/tsc"),
};

/** Languages of blocks that are files when they are named. */
const FILES = ["json", "yaml", "ts", "js"];

/**
 * Does what a page says, from its first line to its last, in an empty folder: writes its files, applies its edits, runs its
 * commands.
 *
 * @returns the page with the outputs that came out
 * @throws Error naming the line of a block that cannot be carried out
 */
export function runPage(page: string, folder: string): string {
  const binaries = mkdtempSync(join(tmpdir(), "insaka-npx-"));
  const cases = Object.entries(COMMANDS).map(([name, path]) => `${name}) shift; exec node "${path}" "$@";;`);
  writeFileSync(join(binaries, "npx"), `#!/bin/sh\ncase $1 in ${cases.join(" ")} *) exit 127;; esac\n`);
  chmodSync(join(binaries, "npx"), 0o755);
  try {
    return joinPage(splitPage(page).map((part) => carriedOut(part, { folder, binaries })));
  } finally {
    rmSync(binaries, { recursive: true, force: true });
  }
}

/** Where a page is carried out, and where its `npx` is found. */
interface Place {
  readonly folder: string;
  readonly binaries: string;
}

/** The same commits and the same day whenever and by whomever a page is run. */
const REPEATABLE: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Chanda",
  GIT_AUTHOR_EMAIL: "chanda@example.org",
  GIT_AUTHOR_DATE: "2026-11-02T09:00:00Z",
  GIT_COMMITTER_NAME: "Chanda",
  GIT_COMMITTER_EMAIL: "chanda@example.org",
  GIT_COMMITTER_DATE: "2026-11-02T09:00:00Z",
  SOURCE_DATE_EPOCH: String(Date.UTC(2026, 10, 2) / 1000),
};

function carriedOut(part: Part, place: Place): Part {
  const { folder } = place;
  if (part.kind === "prose") return part;
  const { language, path, text, line } = part;
  try {
    if (language === "console") return { ...part, text: runConsole(text, place) };
    if (language === "diff") applyDiff(text, (file, change) => write(folder, file, change(read(folder, file))));
    else if (FILES.includes(language) && path !== undefined) write(folder, path, text);
    else throw new Error("this block is neither a named file, nor a diff, nor a console");
    return part;
  } catch (error) {
    throw new Error(`line ${line}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Runs each `$ command`; what stands below it is replaced by what it printed. */
function runConsole(text: string, { folder, binaries }: Place): string {
  const commands = text.split("\n").filter((line) => line.startsWith("$ "));
  if (commands.length === 0) throw new Error("this console has no command");
  return commands
    .map((line) => {
      const { status, stdout, stderr } = spawnSync("sh", ["-c", `(${line.slice(2)}) 2>&1`], {
        cwd: folder,
        encoding: "utf8",
        // A CI's terminal has colours, a page has none.
        env: {
          ...process.env,
          ...REPEATABLE,
          NO_COLOR: "1",
          PATH: `${binaries}:${dirname(process.execPath)}:${process.env.PATH}`,
        },
      });
      const failed = status === 0 ? "" : `[exit code ${status}]\n`;
      return `${line}\n${withoutPlace(stdout + stderr, folder)}${failed}`;
    })
    .join("");
}

/** The one thing that differs from machine to machine, besides {@link withoutDurations}: where it ran. */
function withoutPlace(output: string, folder: string): string {
  return output.replaceAll(folder + sep, "").replaceAll(folder, ".");
}

/** For comparing: how long a command took is nobody's promise. */
export function withoutDurations(page: string): string {
  return page.replace(/\bin \d+\.\d s$/gm, "in 0.0 s");
}

function read(folder: string, path: string): string {
  return readFileSync(inside(folder, path), "utf8");
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(inside(folder, path)), { recursive: true });
  writeFileSync(inside(folder, path), text);
}

function inside(folder: string, path: string): string {
  const file = resolve(folder, path);
  if (!file.startsWith(folder + sep)) throw new Error(`${path} lies outside of the example`);
  return file;
}
