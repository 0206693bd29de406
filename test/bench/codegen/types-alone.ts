import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ContractModel } from "@insaka/generator";
import { median } from "../report/quantile.js";

/** A generator of types by itself, in a process of its own; import and Node's start are not in its times. */
export interface TypesAlone {
  readonly importMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the whole process. */
  readonly peakMb: number;
}

/** The same for the payloads of documents of one size: medians. */
export interface TypesRun extends TypesAlone {
  readonly tool: string;
  readonly schemas: number;
  readonly runs: number;
}

/** Others that make types of the same schemas. */
export const typeTools = ["json-schema-to-typescript", "@asyncapi/modelina"] as const;

/** Whatever happens, it ends. */
const timeout = 600_000;

/** Runs each tool on the payloads of a model; a tool that is not installed is left out. @param folder - for the schemas */
export async function measureTypes(
  folder: string,
  { messages }: ContractModel,
  runs: number,
): Promise<readonly TypesRun[]> {
  const schemas = messages.flatMap(({ versions }) => versions.map(({ schema }) => schema));
  const file = join(folder, "schemas.json");
  await writeFile(file, JSON.stringify(schemas));
  const measured: TypesRun[] = [];
  for (const tool of typeTools) {
    const times: TypesAlone[] = [];
    for (let run = 0; run < runs; run += 1) {
      const one = await measure(tool, file);
      if (one !== undefined) times.push(one);
    }
    const middle = (of: (one: TypesAlone) => number): number => median(times.map(of));
    if (times.length === 0) continue;
    measured.push({
      tool,
      schemas: schemas.length,
      runs,
      importMs: middle(({ importMs }) => importMs),
      wallMs: middle(({ wallMs }) => wallMs),
      cpuMs: middle(({ cpuMs }) => cpuMs),
      peakMb: middle(({ peakMb }) => peakMb),
    });
  }
  return measured;
}

async function measure(tool: string, file: string): Promise<TypesAlone | undefined> {
  const child = join(dirname(fileURLToPath(import.meta.url)), "types-child.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [child, tool, file], { timeout });
  const told = JSON.parse(stdout) as Partial<TypesAlone>;
  return told.wallMs === undefined ? undefined : (told as TypesAlone);
}
