import type { UpcastStep } from "@insaka/schema";
import { literal } from "./literal.js";

/** A call of a step's constructor as source text, and the constructor's name to import. */
export interface StepCall {
  readonly name: string;
  readonly text: string;
}

/** Writes one upcast step as the call that generated code makes. */
export function stepCall(step: UpcastStep): StepCall {
  const name = step.op === "default" ? "setDefault" : step.op;
  const parameters = argumentsOf(step);
  while (parameters.at(-1) === undefined) parameters.pop();
  return { name, text: `${name}(${parameters.map((value) => literal(value, 3)).join(", ")})` };
}

function argumentsOf(step: UpcastStep): unknown[] {
  switch (step.op) {
    case "rename":
    case "move":
      return [step.path, step.to];
    case "remove":
      return [step.path, step.because];
    case "set":
    case "default":
      return [step.path, step.value, step.because];
    case "mapEnum":
      return [step.path, step.table, step.else];
    case "splitBy":
      return [step.path, step.pattern, step.into];
    case "join":
      return [step.paths, step.into, step.separator];
    case "group":
      return [step.paths, step.into];
    case "toDecimalString":
      return [step.path, step.scale];
  }
}
