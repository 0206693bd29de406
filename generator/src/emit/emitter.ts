import type { ContractModel } from "../model/contract-model.js";
import type { Memory } from "../recall.js";

/** Files by path, relative to the output's root, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

/** Where generated files go, relative to the output's root. */
export interface EmitTarget {
  /** Folder of the TypeScript; empty for the root itself. */
  readonly contracts: string;
  /** File of the broker's definitions; absent where none is wanted. */
  readonly definitions?: string;
  /** What is known from earlier. */
  readonly memory: Memory;
  /** This tool's version. It stands in the manifest and nowhere else, so that an upgrade touches one file. */
  readonly version: string;
}

/**
 * A kind of generated files. A function from the model to text: it decides no name, reads no clock and no disk, and does
 * not fail on content.
 */
export interface Emitter {
  readonly name: string;
  /** @param soFar - what the emitters before it in the table made */
  emit(model: ContractModel, target: EmitTarget, soFar: Files): Files | Promise<Files>;
}

/** The path of a generated TypeScript file. */
export function inContracts({ contracts }: Pick<EmitTarget, "contracts">, path: string): string {
  return contracts === "" ? path : `${contracts}/${path}`;
}
