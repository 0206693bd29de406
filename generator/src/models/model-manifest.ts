import { createHash } from "node:crypto";
import type { ContractModel } from "../model/contract-model.js";

/** The text of the list of what a language's folder holds and where it comes from: how the next run knows which files to remove. */
export function modelManifest(
  model: ContractModel,
  files: ReadonlyMap<string, string>,
  versions: { readonly insaka: string; readonly modelina: string },
): string {
  const digests = [...files].map(([path, text]) => [path, createHash("sha256").update(text).digest("hex")]);
  const documents = model.documents.map(({ file, sha256 }) => [file, sha256]);
  const manifest = { ...versions, documents: Object.fromEntries(documents), files: Object.fromEntries(digests) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
