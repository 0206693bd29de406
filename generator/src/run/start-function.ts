import { Worker } from "node:worker_threads";
import type { JsonValue } from "@insaka/schema";
import type { BatchUpcast, UpcastFault, UpcastOutcome } from "../compat/proof/upcast-outcome.js";
import { inside } from "./inside.js";
import { type FunctionSource, stripTypes } from "./strip-types.js";
import { type ThreadAnswer, type ThreadData, threadMain } from "./thread-main.js";

/** The seam between generated code and the runtime, of which a function may import values. */
const SEAM = "@insaka/runtime/codegen/v1";

/** What a function may take. */
export interface FunctionLimits {
  /** To load it, the thread's own start included, in milliseconds. */
  readonly loadMs: number;
  /** To answer to some messages: so much, and so much more for each, in milliseconds. It takes microseconds. */
  readonly batchMs: number;
  readonly messageMs: number;
  /**
   * The thread's heap, in MiB. Node ends a thread in good order only while no single allocation goes beyond it by 16 MiB: the
   * process dies otherwise. What grows by doubling keeps to that in a small heap.
   */
  readonly heapMiB: number;
}

/** Sent at once, in characters of JSON: large messages must fit into the small heap. */
const PORTION = 200_000;

const LIMITS: FunctionLimits = { loadMs: 30_000, batchMs: 5_000, messageMs: 10, heapMiB: 24 };

/** A function that can be asked. */
export interface RunningFunction {
  readonly upcast: BatchUpcast;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** A running function, or why it cannot run, in a sentence. */
export type StartedFunction =
  | { readonly ok: true; readonly running: RunningFunction }
  | { readonly ok: false; readonly fault: string };

/**
 * Runs the function of an upcaster in a thread of its own: it sees the language and `refuse`, and nothing of Node, of the
 * environment or of the disk; it ends when it takes too long or more heap than it may have.
 *
 * That keeps mistakes in, not malice: a context of `node:vm` is no wall, memory outside the heap is not limited, one very large
 * allocation ends this process (which nobody takes for a proof), and whoever gets out is a thread of it, with an empty
 * environment. It is code of the repository that is checked, as its
 * tests are: who does not trust a pull request checks it where there are no secrets.
 *
 * @param source - TypeScript that `readUpcasters` let through
 */
export async function startFunction(
  source: FunctionSource,
  limits: Partial<FunctionLimits> = {},
): Promise<StartedFunction> {
  const stripped = stripTypes(source);
  if (!stripped.ok) return stripped;
  const bounds = { ...LIMITS, ...limits };
  const script = { file: source.file, script: stripped.script };
  const first = await startThread(script, bounds);
  if (!first.ok) return first;
  let thread: Thread | undefined = first.thread;
  const askPortion = async (messages: readonly JsonValue[]): Promise<Answered> => {
    if (thread === undefined) {
      const again = await startThread(script, bounds);
      if (!again.ok) {
        const failed: UpcastOutcome = { kind: "failed", fault: "threw", detail: again.fault };
        return { outcomes: messages.map(() => failed), alive: false };
      }
      thread = again.thread;
    }
    const answered = await thread.ask(messages);
    if (!answered.alive) thread = undefined;
    return answered;
  };
  const upcast: BatchUpcast = async (messages) => {
    const outcomes: (UpcastOutcome | undefined)[] = [];
    for (const portion of portions(messages)) {
      const answered = await askPortion(portion);
      outcomes.push(...answered.outcomes);
      if (!answered.alive) break;
    }
    return messages.map((_, index) => outcomes[index]);
  };
  return { ok: true, running: { upcast, close: async () => await thread?.end() } };
}

function portions(messages: readonly JsonValue[]): readonly (readonly JsonValue[])[] {
  const made: JsonValue[][] = [[]];
  let filled = 0;
  for (const message of messages) {
    const { length } = JSON.stringify(message);
    if (filled > 0 && filled + length > PORTION) {
      made.push([]);
      filled = 0;
    }
    made.at(-1)?.push(message);
    filled += length;
  }
  return made;
}

interface Thread {
  ask(messages: readonly JsonValue[]): Promise<Answered>;
  end(): Promise<void>;
}

interface Answered {
  readonly outcomes: readonly (UpcastOutcome | undefined)[];
  /** False where the thread has ended. */
  readonly alive: boolean;
}

type StartedThread = { readonly ok: true; readonly thread: Thread } | { readonly ok: false; readonly fault: string };

/** How a thread ended without an answer. */
interface Ended {
  readonly fault: UpcastFault;
  readonly detail: string;
}

async function startThread(
  { file, script }: Pick<ThreadData, "file" | "script">,
  { loadMs, batchMs, messageMs, heapMiB }: FunctionLimits,
): Promise<StartedThread> {
  const at = new SharedArrayBuffer(4);
  const program = `(${threadMain.toString()})(require("node:worker_threads").workerData, require("node:worker_threads").parentPort, require("node:vm"))`;
  const worker = new Worker(program, {
    eval: true,
    workerData: { file, script, inside: inside.toString(), seam: SEAM, at } satisfies ThreadData,
    env: {},
    argv: [],
    execArgv: [],
    // Nothing that it writes gets mixed up with what the command writes.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  });
  // An error that comes when nobody waits for an answer must not end the process.
  worker.on("error", () => undefined);
  const loaded = await next(worker, loadMs, undefined);
  if ("fault" in loaded) {
    await worker.terminate();
    const fault = "loaded" in loaded ? loaded.fault : `The upcaster cannot be loaded. ${loaded.detail}`;
    return { ok: false, fault };
  }
  // Whoever forgets to close it must not wait for ever; while it is asked, the time limit keeps the process.
  worker.unref();
  const ask = async (messages: readonly JsonValue[]): Promise<Answered> => {
    const answer = await next(worker, batchMs + messageMs * messages.length, messages);
    if ("outcomes" in answer) return { outcomes: answer.outcomes, alive: true };
    await worker.terminate();
    const culprit = Atomics.load(new Int32Array(at), 0);
    const ended = "detail" in answer ? answer : { fault: "threw" as const, detail: "The upcaster ended its thread." };
    // What became of its neighbours is not known.
    const outcomes = messages.map((_, index) =>
      index === culprit ? ({ kind: "failed", ...ended } satisfies UpcastOutcome) : undefined,
    );
    return { outcomes, alive: false };
  };
  return { ok: true, thread: { ask, end: async () => void (await worker.terminate()) } };
}

/** Sends messages, if there are any, and waits for the next thing that the thread says, or for its end. */
async function next(
  worker: Worker,
  limitMs: number,
  messages: readonly JsonValue[] | undefined,
): Promise<ThreadAnswer | Ended> {
  return await new Promise((resolve) => {
    const done = (answer: ThreadAnswer | Ended): void => {
      clearTimeout(timer);
      worker.off("message", done).off("error", failed).off("exit", ended);
      resolve(answer);
    };
    const failed = (error: Error & { readonly code?: string }): void =>
      done(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? { fault: "memory", detail: "The upcaster took more memory than it may have." }
          : { fault: "threw", detail: `The upcaster threw ${error.name}: ${error.message}.` },
      );
    const ended = (): void => done({ fault: "threw", detail: "The upcaster ended its thread." });
    const timer = setTimeout(() => {
      done({ fault: "endless", detail: `The upcaster did not come to an end within ${limitMs} ms.` });
    }, limitMs);
    worker.on("message", done).on("error", failed).on("exit", ended);
    if (messages !== undefined) worker.postMessage(messages);
  });
}
