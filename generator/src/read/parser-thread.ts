import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { askParser, type Opinion, type Questions } from "./opinions.js";

/** Somebody to ask for the official parser's opinion. */
export interface ParserDesk {
  ask(questions: Questions): Promise<readonly Opinion[]>;
  /** Ends what nobody asks any more. */
  close(): void;
}

/** From so many documents on a thread of its own is worth its start: the parser is as much work as all the rest. */
const worthAThread = 5;

/**
 * Gets ready to ask about documents.
 * @param documents - about how many, at most
 * @param surely - whether they will be asked about: then the parser is loaded while this thread reads them
 */
export function openParserDesk(documents: number, surely: boolean): ParserDesk {
  if (documents < worthAThread) return here();
  let thread = surely ? inThread() : undefined;
  return {
    ask(questions) {
      thread ??= inThread();
      return thread.ask(questions);
    },
    close: () => thread?.close(),
  };
}

function here(): ParserDesk {
  return {
    ask: async (questions) =>
      questions.documents.length === 0 ? [] : askParser(createRequire(import.meta.url), questions),
    close: () => {},
  };
}

type Answer = { readonly opinions: readonly Opinion[] } | { readonly fault: string };

function inThread(): ParserDesk {
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
  const worker = new Worker(program, { eval: true, workerData: import.meta.url, execArgv: [] });
  const answer = new Promise<Answer>((resolve) => {
    worker.once("message", resolve);
    worker.once("error", (error) => resolve({ fault: String(error.stack ?? error) }));
    worker.once("exit", () => resolve({ fault: "its thread ended" }));
  });
  const close = (): void => void worker.terminate();
  return {
    async ask(questions) {
      if (questions.documents.length === 0) {
        close();
        return [];
      }
      worker.postMessage(questions);
      const given = await answer;
      close();
      // A fault of the parser is one of ours: no document may pass for it.
      if ("fault" in given) throw new Error(`The official parser failed: ${given.fault}`);
      return given.opinions;
    },
    close,
  };
}
