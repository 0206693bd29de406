import type { JsonValue } from "../json.js";
import type { UpcastStep } from "./step.js";

/** Why a message cannot be brought to the next version. It holds no value of the message. */
export interface UpcastRefusal {
  /** The number of the step in the chain, from 0. */
  readonly step: number;
  readonly op: string;
  /** The place in the message, array positions included. */
  readonly pointer: string;
  readonly reason: string;
}

/** The message in its next shape, or why there is none. */
export type UpcastResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly refusal: UpcastRefusal };

/** A compiled chain of steps. It never changes its argument. */
export type Upcast = (value: JsonValue) => UpcastResult;

export function compileUpcast(_steps: readonly UpcastStep[]): Upcast {
  throw new Error("to follow");
}
