import type { Message, Version } from "../model/contract-model.js";
import { upcastTo } from "./live-versions.js";
import { stepCall } from "./step-call.js";

/** The way to a version from the one before, as source text. */
export interface Way {
  /** Null where there is none that anybody may come from. */
  readonly text: string | null;
  /** Constructors of steps that the text calls. */
  readonly constructors: readonly string[];
  readonly imports: readonly string[];
}

/** Writes the way to a version: a list of steps, or the function of a file that is carried along. */
export function wayTo(message: Message, version: Version): Way {
  const upcast = upcastTo(message, version);
  if (upcast === null || (upcast.by === "function" && upcast.code === null)) {
    return { text: null, constructors: [], imports: [] };
  }
  if (upcast.by === "function") {
    const name = `upcast${version.version}`;
    const imports = [`import { upcast as ${name} } from "../upcasters/${upcast.code?.name}.js";`];
    return { text: name, constructors: [], imports };
  }
  const calls = upcast.steps.flatMap(({ step }) => (step === null ? [] : [stepCall(step)]));
  const lines = calls.map(({ text }) => `        ${text},\n`).join("");
  const text = calls.length === 0 ? "[]" : `[\n${lines}      ]`;
  return { text, constructors: calls.map(({ name }) => name), imports: [] };
}
