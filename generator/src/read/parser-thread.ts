import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { load, packageFolder } from "../package-folder.js";
import { askParser, type Opinion, type Questions } from "./opinions.js";

/** Somebody to ask for the official parser's opinion. */
export interface ParserDesk {
  /** There may be a document to ask about. From a few on what takes its time begins; the opinion of a single one is mostly known. */
  expect(): void;
  ask(questions: Questions): Promise<readonly Opinion[]>;
  /** Ends what nobody asks any more. One question is asked after the other. */
  close(): void;
}

/** From so many documents on a thread of its own is worth its start: the parser is as much work as all the rest. */
const worthAThread = 5;

/**
 * Gets ready to ask about documents.
 * @param documents - about how many, at most
 */
export function openParserDesk(documents: number): ParserDesk {
  if (documents < worthAThread) return here();
  let thread: Thread | undefined;
  const started = (): Thread => {
    thread ??= startThread();
    return thread;
  };
  let expected = 0;
  return {
    expect() {
      expected += 1;
      if (expected === worthAThread) started();
    },
    ask: async (questions) => (questions.documents.length === 0 ? [] : started().ask(questions)),
    close: () => thread?.close(),
  };
}

type Thread = Omit<ParserDesk, "expect">;

function here(): ParserDesk {
  return {
    expect: () => {},
    ask: async (questions) => (questions.documents.length === 0 ? [] : askParser(load, questions)),
    close: () => {},
  };
}

type Answer = { readonly opinions: readonly Opinion[] } | { readonly fault: string };

function startThread(): Thread {
  const program = `
    const { workerData, parentPort } = require("node:worker_threads");
    const load = require("node:module").createRequire(workerData);
    const ask = ${askParser.toString()};
    parentPort.on("message", (questions) => {
      ask(load, questions).then(
        (opinions) => parentPort.postMessage({ opinions }),
        (error) => parentPort.postMessage({ fault: String(error?.stack ?? error) }),
      );
    });
    load("@asyncapi/parser");`;
  const worker = new Worker(program, { eval: true, workerData: join(packageFolder, "package.json"), execArgv: [] });
  let hear: (answer: Answer) => void = () => undefined;
  // A thread that has ended answers nothing any more, whenever it is asked.
  let ended: Answer | undefined;
  const end = (fault: string): void => {
    ended ??= { fault };
    hear(ended);
  };
  worker.on("message", (answer: Answer) => hear(answer));
  worker.on("error", (error) => end(String(error.stack ?? error)));
  worker.on("exit", () => end("its thread ended"));
  return {
    async ask(questions) {
      if (questions.documents.length === 0) return [];
      const answer = new Promise<Answer>((resolve) => {
        hear = resolve;
      });
      if (ended === undefined) worker.postMessage(questions);
      const given = ended ?? (await answer);
      // A fault of the parser is one of ours: no document may pass for it.
      if ("fault" in given) throw new Error(`The official parser failed: ${given.fault}`);
      return given.opinions;
    },
    close: () => void worker.terminate(),
  };
}
