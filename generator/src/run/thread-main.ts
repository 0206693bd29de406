import type { MessagePort } from "node:worker_threads";
import type { JsonValue } from "@insaka/schema";
import type { UpcastOutcome } from "../compat/proof/upcast-outcome.js";
import type { Inside, LoadModule } from "./inside.js";

/** What the thread is started with. */
export interface ThreadData {
  readonly file: string;
  readonly script: string;
  /** The text of `inside`. */
  readonly inside: string;
  readonly seam: string;
  /** The index of the message that is being asked about: it is read when the thread has not come to an end. */
  readonly at: SharedArrayBuffer;
}

/** What the thread says: first whether the function could be loaded, then the outcomes of each batch. */
export type ThreadAnswer =
  | { readonly loaded: true }
  | { readonly loaded: false; readonly fault: string }
  | { readonly outcomes: readonly UpcastOutcome[] };

interface Vm {
  createContext(globals: object, options: object): object;
  runInContext(text: string, context: object, options?: { readonly filename: string }): unknown;
}

/**
 * The program of the thread in which a function runs. It lives there twice, each with globals of its own, and each message
 * is asked about twice: in the second life there is another clock, and the messages come in another order, so that an answer
 * that hangs on the time, on chance or on the messages before shows.
 *
 * It is sent as text: it may use nothing but what the language has and its own arguments.
 */
export function threadMain(data: ThreadData, port: MessagePort, vm: Vm): void {
  const at = new Int32Array(data.at);

  function live(life: number): Inside {
    const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
    const make = vm.runInContext(`(${data.inside})`, context) as (
      life: number,
      load: LoadModule,
      seam: string,
    ) => Inside;
    const wrapped = `(function (require, exports, module) {${data.script}\n})`;
    return make(life, vm.runInContext(wrapped, context, { filename: data.file }) as LoadModule, data.seam);
  }

  function ask({ answer }: Inside, messages: readonly JsonValue[], order: readonly number[]): UpcastOutcome[] {
    const outcomes: UpcastOutcome[] = [];
    for (const index of order) {
      Atomics.store(at, 0, index);
      outcomes[index] = answer(messages[index] ?? null);
    }
    return outcomes;
  }

  const textOf = (outcome: UpcastOutcome | undefined): string =>
    JSON.stringify(outcome, (_, value: unknown) => (Object.is(value, -0) ? "\u0000-0" : value));
  const short = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}...` : text);

  function settle(first: UpcastOutcome, second: UpcastOutcome | undefined): UpcastOutcome {
    const [one, other] = [textOf(first), textOf(second)];
    if (one === other) return first;
    const detail = `The upcaster answered differently when it was asked again: ${short(one)}, then ${short(other)}.`;
    return { kind: "failed", fault: "undetermined", detail };
  }

  let lives: readonly Inside[];
  try {
    lives = [live(0), live(1)];
  } catch (error) {
    const fault = `The upcaster cannot be loaded: ${(error as { readonly message?: string } | undefined)?.message ?? "it throws"}.`;
    port.postMessage({ loaded: false, fault } satisfies ThreadAnswer);
    return;
  }
  port.on("message", (messages: readonly JsonValue[]) => {
    const order = [...messages.keys()];
    const [first, second] = [order, order.toReversed()].map((each, life) => {
      const inside = lives[life];
      return inside === undefined ? [] : ask(inside, messages, each);
    });
    const outcomes = (first ?? []).map((outcome, index) => settle(outcome, second?.[index]));
    port.postMessage({ outcomes } satisfies ThreadAnswer);
  });
  port.postMessage({ loaded: true } satisfies ThreadAnswer);
}
