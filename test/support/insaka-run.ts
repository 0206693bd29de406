import { cp, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { run } from "@insaka/generator/cli";
import pc from "picocolors";
import { onTestFinished } from "vitest";

/** What a run of the command printed, and its exit code. */
export interface InsakaRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a user would in a folder, without colours unless they are given. */
export async function runInsaka(
  argv: readonly string[],
  cwd: string,
  colours: ReturnType<typeof pc.createColors> = pc.createColors(false),
  watching: { readonly signal: AbortSignal; readonly told: (out: string) => void } | undefined = undefined,
): Promise<InsakaRun> {
  let out = "";
  let err = "";
  const code = await run(argv, {
    cwd,
    out: (text) => {
      out += text;
      watching?.told(out);
    },
    err: (text) => {
      err += text;
    },
    colours,
    ...(watching === undefined ? {} : { untilEnded: () => watching.signal }),
    debug: true,
  });
  return { code, out, err };
}

/** Copies one part of a folder into a new temporary folder, which goes when the test ends. */
export async function temporaryCopy(folder: string, part: string): Promise<string> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await cp(join(folder, part), join(cwd, part), { recursive: true });
  return cwd;
}

/** The text of every file below a folder, by path; without what lies below `except`. Empty for no folder. */
export async function readTree(folder: string, except?: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => except === undefined || !path.startsWith(`${except}/`))
    .sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(join(folder, path), "utf8")] as const)),
  );
}
