import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { VirtualHost } from "@insaka/broker";
import type { ChildOptions } from "./child.js";
import type { Answer, Sample, Work } from "./sample.js";

/** A child that does not answer for so long has hung. */
const PATIENCE_MS = 60_000;

/** One load in its own process, on its own virtual host. */
export class RunningChild {
  readonly name: string;
  readonly samples: Sample[] = [];
  work: Work | undefined;
  readonly #listeners: Readonly<Record<string, number>>[] = [];
  readonly #child: ChildProcess;
  readonly #host: VirtualHost;
  #isOver = false;

  private constructor(name: string, child: ChildProcess, host: VirtualHost) {
    this.name = name;
    this.#child = child;
    this.#host = host;
    child.once("exit", () => {
      this.#isOver = true;
    });
  }

  /** @throws Error when it ends before it is ready */
  static async start(name: "ours" | "raw", host: VirtualHost, options: ChildOptions): Promise<RunningChild> {
    const program = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
    const child = fork(program, [], {
      execArgv: ["--expose-gc"],
      env: { ...process.env, SOAK_OPTIONS: JSON.stringify(options) },
    });
    const running = new RunningChild(name, child, host);
    await running.#hear();
    return running;
  }

  /** Asks for a sample, and the broker for what belongs to it. */
  async sample(at: number): Promise<void> {
    this.#child.send("sample");
    const { sample, work, listeners } = (await this.#hear()) as Answer;
    this.work = work;
    this.#listeners.push(listeners);
    const { client, connections } = this.#host.management;
    const channels = await client.request<readonly unknown[]>("GET", `/vhosts/${this.#host.name}/channels`);
    this.samples.push({ at, ...sample, connections: (await connections()).length, channels: channels.length });
  }

  /** What gained listeners between the half of the run and now, most first: where to look when they grow. */
  gained(): Readonly<Record<string, number>> {
    const [before, now] = [this.#listeners[Math.floor(this.#listeners.length / 2)] ?? {}, this.#listeners.at(-1) ?? {}];
    const gains = Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    return Object.fromEntries(gains.filter(([, gain]) => gain > 0).toSorted(([, a], [, b]) => b - a));
  }

  async cutConnections(): Promise<void> {
    await this.#host.management.closeConnections();
  }

  /** What nobody reads would fill the broker in the course of an hour. */
  async purge(): Promise<void> {
    for (const { name, consumers = 0 } of await this.#host.management.queues())
      if (consumers === 0 && !name.includes(".wait.") && !name.includes(".instance."))
        await this.#host.management.purgeQueue(name);
  }

  async stop(): Promise<void> {
    if (this.#isOver) return;
    const over = once(this.#child, "exit");
    this.#child.send("stop");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    await over;
    clearTimeout(timer);
  }

  #hear(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (): void => end(() => reject(new Error(`the process "${this.name}" ended or does not answer`)));
      const timer = setTimeout(fail, PATIENCE_MS);
      const heard = (message: unknown): void => end(() => resolve(message));
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#child.off("message", heard);
        this.#child.off("exit", fail);
        settle();
      };
      this.#child.once("message", heard);
      this.#child.once("exit", fail);
      if (this.#isOver) fail();
    });
  }
}
