import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "@insaka/generator";
import type { Documents } from "./corpora.js";
import type { PayloadType } from "./payload-type.js";

/** What the generator makes of documents. */
export interface ReadPayloads {
  readonly payloads: readonly PayloadType[];
  /** Documents that it refuses, and why: there is no type to judge. */
  readonly refused: readonly string[];
}

/** Generates as `insaka codegen --documents` does. Of payloads with the same schema the first is taken. */
export async function readPayloads(all: readonly Documents[]): Promise<ReadPayloads> {
  const payloads = new Map<string, PayloadType>();
  const refused: string[] = [];
  const seen = new Set<string>();
  for (const documents of all) {
    const text = JSON.stringify(typeof documents.from === "string" ? documents.from : [...documents.from]);
    if (seen.has(text)) continue;
    seen.add(text);
    const { made, faults } = await generated(documents);
    refused.push(...faults.slice(0, 1).map((fault) => `${documents.id}: ${fault}`));
    for (const payload of made) {
      const key = JSON.stringify(payload.schema);
      if (!payloads.has(key)) payloads.set(key, payload);
    }
  }
  return { payloads: [...payloads.values()], refused };
}

async function generated({ id, from, written = [] }: Documents) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "insaka-types-")));
  try {
    for (const [name, text] of typeof from === "string" ? [] : from) await writeFile(join(folder, name), text);
    const request = { documents: "document.json", folder, out: join(folder, "generated") };
    const { model, output, diagnostics } = await generate(typeof from === "string" ? { config: from } : request);
    if (model === undefined || output === undefined) {
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      return { made: [], faults: errors.map(({ code, message }) => `${code}: ${message}`) };
    }
    const under = output.contracts === "" ? "" : `${output.contracts}/`;
    const ours = [...output.files].filter(([path]) => path.startsWith(under));
    const emitted = new Map(ours.map(([path, text]) => [path.slice(under.length), text]));
    const made = model.messages.flatMap(({ fileName, versions, name }) =>
      versions
        .filter(({ typeName }) => emitted.get(`messages/${fileName}.ts`)?.includes(typeName))
        .map(({ typeName, schema }): PayloadType => {
          const emittedType = { files: emitted, module: `messages/${fileName}.js`, typeName };
          return { id: `${id} ${name} ${typeName}`, schema, written, emitted: emittedType };
        }),
    );
    return { made, faults: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
