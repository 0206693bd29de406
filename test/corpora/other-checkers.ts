import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Case } from "./cases.js";
import type { Answer, Checker } from "./checkers.js";

const LIBRARIES = ["json-schema-diff", "is-json-schema-subset"] as const;
type Library = (typeof LIBRARIES)[number];

/** How much of the machine a tool may take for a case: what would need more is no answer. */
export interface Limits {
  readonly ms: number;
  readonly memoryMb: number;
}

const LIMITS: Limits = { ms: 10_000, memoryMb: 1024 };

/** What a thread may take to start and to load its library, which says nothing about the library's answers. */
const LOADING_MS = 60_000;

/** What `judge-thread.mjs` posts. */
type ThreadAnswer =
  | "loaded"
  | { readonly isSubset: boolean; readonly ms: number }
  | { readonly reason: string; readonly ms: number };

/**
 * The other tools on npm that are installed, and a line for each that is not.
 *
 * @param from - a file's URL: packages are looked for where that file would find them
 */
export async function otherCheckers(
  from: string = import.meta.url,
  limits: Limits = LIMITS,
): Promise<{ readonly checkers: Checker[]; readonly missing: string[] }> {
  const checkers: Checker[] = [];
  const missing: string[] = [];
  for (const name of LIBRARIES) {
    const place = placeOf(name, from);
    if (place === undefined) {
      missing.push(`${name} is not installed and is left out.`);
      continue;
    }
    const thread = new JudgeThread(name, place, limits);
    // Something that every library can answer: what cannot be loaded must not be told as a tool that knows nothing.
    const { reason } = await thread.judge({ lhs: { type: "string" }, rhs: {} });
    if (reason === undefined) checkers.push({ name, judge: (question) => thread.judge(question) });
    else missing.push(`${name} cannot be used and is left out: ${reason}`);
  }
  return { checkers, missing };
}

function placeOf(name: string, from: string): string | undefined {
  try {
    return pathToFileURL(createRequire(from).resolve(name)).href;
  } catch {
    return undefined;
  }
}

/** A library on a thread of its own, so that a case that it cannot end with is ended for it. The next case gets a new thread. */
class JudgeThread {
  readonly #library: Library;
  readonly #place: string;
  readonly #limits: Limits;
  #worker: Worker | undefined;

  constructor(library: Library, place: string, limits: Limits) {
    this.#library = library;
    this.#place = place;
    this.#limits = limits;
  }

  async judge({ lhs, rhs }: Pick<Case, "lhs" | "rhs">): Promise<Answer> {
    const isLoaded = this.#worker !== undefined;
    const worker = this.#started();
    const answer = await answerOf(worker, { lhs, rhs }, this.#limits.ms, isLoaded);
    if ("isSubset" in answer) return { verdict: answer.isSubset ? "subset" : "not-subset", ms: answer.ms };
    if (answer.isOver) {
      this.#worker = undefined;
      await worker.terminate();
    }
    return { verdict: "undecided", reason: answer.reason, ms: answer.ms };
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./judge-thread.mjs", import.meta.url), {
      workerData: { tool: this.#library, place: this.#place },
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb },
      // What a library prints is no part of the table.
      stdout: true,
      stderr: true,
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

/** What came of a case; `isOver` where the thread has come to its end, or must. */
type Outcome =
  | { readonly isSubset: boolean; readonly ms: number }
  | { readonly reason: string; readonly isOver: boolean; readonly ms: number };

function answerOf(
  worker: Worker,
  question: Pick<Case, "lhs" | "rhs">,
  limitMs: number,
  isLoaded: boolean,
): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      worker.off("message", answered).off("error", failed);
      resolve(outcome);
    };
    const over = (reason: string): void => settle({ reason, isOver: true, ms: performance.now() - started });
    const begin = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => over(`no answer in ${limitMs} ms`), limitMs);
      worker.postMessage(question);
    };
    const answered = (answer: ThreadAnswer): void => {
      if (answer === "loaded") begin();
      else settle("isSubset" in answer ? answer : { ...answer, isOver: false });
    };
    const failed = (error: unknown): void => over(String(error));
    let timer = setTimeout(() => over(`not loaded in ${LOADING_MS} ms`), LOADING_MS);
    worker.on("message", answered).on("error", failed);
    if (isLoaded) begin();
  });
}
