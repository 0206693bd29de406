import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contract, readBaseline } from "@insaka/generator";
import { payloadOf, type Size, writeDocuments } from "./documents.js";

/**
 * Writes documents and a registry in which every message has all its revisions: the last says what the documents state, those
 * before it each have one optional property less.
 * @returns the config's path
 */
export async function writeRegistry(folder: string, size: Size): Promise<string> {
  const config = writeDocuments(folder, size, 0);
  const read = await readBaseline({ against: folder, source: { config }, root: folder, cwd: folder });
  if (!("stated" in read)) throw new Error(`not read: ${JSON.stringify(read.diagnostics)}`);
  for (const { contract } of read.stated) {
    const home = join(folder, "registry", contract.message, String(contract.version));
    mkdirSync(home, { recursive: true });
    let after: readonly string[] = [];
    for (let revision = 0; revision < size.revisions; revision += 1) {
      const record = { format: 1, released: day(revision), after, contract: asReleased(contract, revision) };
      const text = `${JSON.stringify(record, null, 2)}\n`;
      const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
      writeFileSync(join(home, `${id}.json`), text);
      after = [id];
    }
  }
  return config;
}

/** The contract without the properties that later revisions added. */
function asReleased(contract: Contract, revision: number): Contract {
  const { properties, ...rest } = contract.payload as { readonly properties: Readonly<Record<string, object>> };
  const known = payloadOf(0, revision).properties;
  const kept = Object.entries(properties).filter(([name]) => Object.hasOwn(known, name));
  return { ...contract, payload: { ...rest, properties: Object.fromEntries(kept) } as Contract["payload"] };
}

/** A day for each revision, in order. */
function day(revision: number): string {
  return new Date(Date.UTC(2026, 0, 1 + revision)).toISOString().slice(0, 10);
}
