import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { gitEnvironment } from "./run-git.js";

interface Waiting {
  resolve(bytes: Buffer | undefined): void;
}

/**
 * Reads objects of a repository by one git that stays: 10,000 files of a registry by a process each would take half a minute.
 * It answers in the order of the questions.
 */
export class GitBlobs {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #closed = false;

  constructor(folder: string) {
    const options = {
      cwd: folder,
      env: gitEnvironment(),
      stdio: ["pipe", "pipe", "ignore"] as const,
      windowsHide: true,
    };
    this.#child = spawn("git", ["cat-file", "--batch"], { ...options, stdio: ["pipe", "pipe", "ignore"] });
    this.#child.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#child.once("error", () => this.#end());
    this.#child.once("close", () => this.#end());
    // What it could not be asked any more is answered by its end.
    this.#child.stdin.on("error", () => undefined);
  }

  /** The bytes of an object by its full id; `undefined` where it cannot be had (a partial clone without its server). */
  read(id: string): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      if (this.#closed || !/^[0-9a-f]{40,64}$/.test(id)) return resolve(undefined);
      this.#waiting.push({ resolve });
      this.#child.stdin.write(`${id}\n`);
    });
  }

  /** Lets the git go. What was not answered by then never is. */
  close(): void {
    this.#child.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      const answer = this.#next();
      if (answer === undefined) return;
      this.#waiting.shift()?.resolve(answer.bytes);
    }
  }

  /** `<id> <type> <size>`, the bytes, a line break; or `<id> missing`. */
  #next(): { readonly bytes: Buffer | undefined } | undefined {
    const first = this.#chunks[0];
    if (first === undefined) return undefined;
    if (!first.includes(10) && this.#chunks.length > 1) this.#join();
    const head = this.#chunks[0] ?? first;
    const end = head.indexOf(10);
    if (end < 0) return undefined;
    const [, type, length] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(head.toString("latin1", 0, end)) ?? [];
    const total = end + 1 + (length === undefined ? 0 : Number(length) + 1);
    if (this.#length < total) return undefined;
    const all = this.#join();
    this.#chunks = all.length === total ? [] : [all.subarray(total)];
    this.#length = all.length - total;
    return { bytes: type === "blob" ? all.subarray(end + 1, total - 1) : undefined };
  }

  #join(): Buffer {
    const all =
      this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  #end(): void {
    this.#closed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }
}
