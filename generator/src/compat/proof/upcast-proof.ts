import type { JsonValue, Violation } from "@insaka/schema";
import type { UpcastFault } from "./upcast-outcome.js";

/** What is wrong with an answer: it is none, or it is invalid in the next version. */
export type Wrong = UpcastFault | "invalid";

/** A small message, valid in the reader view of the version before, for which the answer is wrong. */
export interface UpcastCounterexample {
  readonly message: JsonValue;
  readonly wrong: Wrong;
  /** In a sentence. */
  readonly detail: string;
  /** What the upcaster made of it; absent where it made nothing. */
  readonly upcasted?: JsonValue;
  /** What the next version has against that. */
  readonly violations: readonly Violation[];
}

/** Messages that were refused for one reason at one place. */
export interface RefusalCount {
  /** `*` stands for every element of an array. */
  readonly pointer: string;
  readonly reason: string;
  readonly count: number;
  /** The shortest of these messages, as it was generated. */
  readonly example: JsonValue;
}

/** Why an upcaster counts as not proved. */
export interface UpcastProblem {
  /**
   * `wrong`: there is a counterexample. `all-refused`: not one message came out. `too-few`: fewer messages could be generated
   * than are asked for. `no-message`: not one could be.
   */
  readonly kind: "wrong" | "all-refused" | "too-few" | "no-message";
  /** In a sentence. */
  readonly text: string;
}

/** How the proof of one upcaster went. Generated messages are valid, refused or wrong. */
export interface UpcastProof {
  /** Messages of the reader view of the version before that were upcast. */
  readonly generated: number;
  /** So many of these were different to the upcaster: a schema may allow three messages and no more. */
  readonly distinct: number;
  /** The first so many hold by rule what matters (each optional property, member, branch and bound); the others are random. */
  readonly systematic: number;
  /** So many came out valid in the next version. */
  readonly valid: number;
  /** So many were refused: dead-lettered, not guessed. */
  readonly refused: number;
  /** So many came out invalid, or not at all, before the proof ended there. */
  readonly wrong: number;
  readonly proved: boolean;
  /** Null where it is proved. */
  readonly problem: UpcastProblem | null;
  readonly counterexample: UpcastCounterexample | null;
  /** The most frequent first. */
  readonly refusals: readonly RefusalCount[];
}
