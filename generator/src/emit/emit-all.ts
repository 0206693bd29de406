import type { ContractModel } from "../model/contract-model.js";
import { definitionsFile } from "./definitions-file.js";
import { definitionsModule } from "./definitions-module.js";
import type { EmitTarget, Emitter, Files } from "./emitter.js";
import { indexFile } from "./index-file.js";
import { manifestFile } from "./manifest-file.js";
import { messageFiles } from "./message-files.js";
import { serviceFiles } from "./service-files.js";
import { typeFiles } from "./type-files.js";
import { upcasterFiles } from "./upcaster-files.js";

/** Every kind of generated files, in the order in which they are made. */
export const emitters: readonly Emitter[] = [
  messageFiles,
  upcasterFiles,
  typeFiles,
  serviceFiles,
  indexFile,
  definitionsModule,
  definitionsFile,
  manifestFile,
];

/**
 * Makes all generated files, sorted by path. The same model gives the same bytes.
 * @throws Error where two emitters claim one path: a fault of ours
 */
export async function emitAll(model: ContractModel, target: EmitTarget): Promise<Files> {
  const files = new Map<string, string>();
  for (const emitter of emitters) {
    for (const [path, text] of await emitter.emit(model, target, files)) {
      // The checks give every file a name of its own; where they have not, half of the output would be lost in silence.
      if (files.has(path)) throw new Error(`Two kinds of files, the latter "${emitter.name}", claim ${path}.`);
      files.set(path, text);
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
