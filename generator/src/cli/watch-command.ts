import { dirname, relative, resolve, sep } from "node:path";
import { watch } from "chokidar";
import { exitCodes } from "./exit-code.js";
import { explain } from "./explain.js";
import type { Host } from "./host.js";
import { type CommandOptions, runCommand } from "./run-command.js";
import { UsageError } from "./usage-error.js";

/** Milliseconds from a change to the run that takes it up: an editor that saves all files does it in a few of them. */
const gather = 40;

/** What never holds a document, and changes all the time. */
const passedOver: ReadonlySet<string> = new Set([".git", "node_modules"]);

/**
 * Runs `codegen`, and again after each change of what it reads, until the host's signal ends it. A document that is broken meanwhile is
 * told like any other finding; what was generated before stays until it is mended.
 * @returns the exit code
 * @throws UsageError where the options do not fit together
 */
export async function watchCommand(options: CommandOptions, host: Host): Promise<number> {
  if (options.check === true) throw new UsageError("--watch writes and --check does not: give one of the two.");
  const signal = host.untilEnded?.();
  await runCommand("codegen", options, host);
  const folder = watchedFolder(options, host.cwd);
  const written = [options.out, options.modelsOut].flatMap((each) =>
    each === undefined ? [] : [resolve(host.cwd, each)],
  );
  const ignored = (path: string): boolean =>
    written.includes(path) ||
    relative(folder, path)
      .split(sep)
      .some((part) => passedOver.has(part));
  const watcher = watch(folder, { ignored, ignoreInitial: true });
  const turns = new Turns();
  watcher.on("all", (_event, path) => turns.wake(relative(host.cwd, path)));
  watcher.on("error", (error) => host.err(`Changes cannot be seen any more: ${String(error)}\n`));
  const end = (): void => turns.end();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted === true) end();
  await new Promise<void>((ready) => watcher.once("ready", ready));
  host.out(`Watching ${relative(host.cwd, folder) || "."}; Ctrl+C ends it.\n`);
  try {
    for (let changed = await turns.next(); changed !== undefined; changed = await turns.next()) {
      host.out(`\n${changed.join(", ")}\n`);
      // Whatever goes wrong, the next save may mend it.
      await runCommand("codegen", options, host).catch((error: unknown) => explain(error, host));
    }
    return exitCodes.clean;
  } finally {
    signal?.removeEventListener("abort", end);
    await watcher.close();
  }
}

/** Documents refer to nothing outside of it: the config's folder, or what of a glob is no pattern. */
function watchedFolder({ config, documents }: CommandOptions, cwd: string): string {
  if (documents === undefined) return dirname(resolve(cwd, config ?? "asyncapi/insaka.config.json"));
  const parts = documents.split("/");
  const pattern = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return resolve(cwd, ...parts.slice(0, pattern < 0 ? -1 : pattern));
}

/** Gathers changes while a run is at work, and hands over all of them at once. */
class Turns {
  readonly #changed = new Set<string>();
  #ended = false;
  #waiting: (() => void) | undefined;

  wake(path: string): void {
    this.#changed.add(path);
    this.#waiting?.();
  }

  end(): void {
    this.#ended = true;
    this.#waiting?.();
  }

  /** The paths that have changed since the last turn; undefined at the end. */
  async next(): Promise<readonly string[] | undefined> {
    if (this.#changed.size === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      this.#waiting = undefined;
    }
    if (this.#ended) return undefined;
    await new Promise((resolve) => setTimeout(resolve, gather));
    const changed = [...this.#changed].sort();
    this.#changed.clear();
    return changed;
  }
}
