import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromChild, StartChild, ToChild } from "./child-messages.js";
import type { Fact } from "./fact.js";
import { FactsReader } from "./facts-file.js";

/** A publisher or a consumer in a process of its own, whose facts outlive it. */
export class LoadProcess {
  readonly facts: Fact[] = [];
  readonly #start: Omit<StartChild, "do">;
  readonly #reader: FactsReader;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(start: Omit<StartChild, "do">) {
    this.#start = start;
    this.#reader = new FactsReader(start.facts);
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when the process that runs now has ended. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** Starts it, again after its end, and resolves when its library says that it has connected. */
  async start(): Promise<void> {
    const child = fork(fileURLToPath(new URL("child.mjs", import.meta.url)), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    this.#ended = once(child, "exit").then(() => {
      this.#child = undefined;
    });
    await this.#told(child, "loaded");
    this.tell({ do: "start", ...this.#start });
    await this.#told(child, "ready");
  }

  tell(message: ToChild): void {
    // One that has just been killed cannot be told.
    this.#child?.send(message, () => undefined);
  }

  /** Asks it to end in an orderly way and kills it when it has not after `patience` milliseconds; tells whether it ended by itself. */
  async stop(patience = 25_000): Promise<boolean> {
    this.#stopping = true;
    this.tell({ do: "stop" });
    const late = new Promise<"late">((resolve) => setTimeout(resolve, patience, "late").unref());
    const inTime = (await Promise.race([this.#ended, late])) !== "late";
    if (!inTime) await this.kill();
    return inTime;
  }

  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  /** Starts it again each time that it ends by itself, as an orchestrator would, until it is stopped. */
  async keepAlive(): Promise<void> {
    while (!this.#stopping) {
      await this.#ended;
      if (!this.#stopping) await this.start().catch(() => undefined);
    }
  }

  /** All facts so far. */
  read(): readonly Fact[] {
    for (const fact of this.#reader.read()) this.facts.push(fact);
    return this.facts;
  }

  #told(child: ChildProcess, what: FromChild["is"]): Promise<void> {
    return new Promise((resolve, reject) => {
      child.on("message", (message: FromChild) => {
        if (message.is === what) resolve();
      });
      child.once("exit", (code, signal) =>
        reject(new Error(`the ${this.#start.role} ended (${code ?? signal}) before it was ${what}`)),
      );
    });
  }
}
