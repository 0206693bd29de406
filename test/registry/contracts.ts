import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { type InsakaRun, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const example = fileURLToPath(new URL("../golden/lending-example/", import.meta.url));
const sender = "asyncapi/loan-origination.asyncapi.yaml";

/** A folder with the documents of two services and one message, `LoanApproved`, with two versions. */
export function documents(): Promise<string> {
  return temporaryCopy(example, "asyncapi");
}

/** Edits a document; a pattern that matches nothing fails the test. */
export async function edit(cwd: string, from: string | RegExp, to: string, file: string = sender): Promise<void> {
  const text = await readFile(join(cwd, file), "utf8");
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(join(cwd, file), edited);
}

/** Adds an optional property to the current version: another revision. */
export async function addProperty(cwd: string, name: string): Promise<void> {
  await edit(cwd, "          principal: {", `          ${name}: { type: string }\n          principal: {`);
}

/** Runs `insaka release` as on a day. */
export async function releaseOn(day: string, cwd: string, ...argv: readonly string[]): Promise<InsakaRun> {
  vi.stubEnv("SOURCE_DATE_EPOCH", String(Date.parse(`${day}T12:00:00Z`) / 1000));
  try {
    return await runInsaka(["release", ...argv], cwd);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** A record as it stands on the disk. */
export interface RecordOnDisk {
  readonly id: string;
  readonly released: string;
  readonly after: readonly string[];
  readonly contract: { readonly status: string; readonly payload: { readonly properties: object } };
}

/** The records of a version of `LoanApproved`, by date. */
export async function records(cwd: string, version: number): Promise<readonly RecordOnDisk[]> {
  const folder = join(cwd, "asyncapi/registry/LoanApproved", String(version));
  const names = await readdir(folder).catch(() => []);
  const all = names.map(async (name) => ({
    ...JSON.parse(await readFile(join(folder, name), "utf8")),
    id: name.replace(".json", ""),
  }));
  const read: RecordOnDisk[] = await Promise.all(all);
  return read.sort((a, b) => (a.released + a.id < b.released + b.id ? -1 : 1));
}
