import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CompatFinding, type CompatReport, compat } from "@insaka/generator";
import { expect } from "vitest";
import { temporaryCopy } from "../support/insaka-run.js";

/** The documents that a change starts from: a folder of test/golden. */
export type Example = "lending-example" | "request-reply-and-broadcast" | "function-upcaster";

/** Replaces in one of the example's files (`loan-origination`, `insaka.config.json`, `upcasters/one.ts`). */
export type Edit = readonly [file: string, from: string | RegExp, to: string];

/** The example before and after an edit, side by side in a temporary folder. */
export interface Change {
  readonly cwd: string;
  readonly config: string;
}

/** Copies the example twice: `before`, with edits of its own, and `asyncapi`, with both. */
export async function change(
  edits: readonly Edit[],
  before: readonly Edit[] = [],
  example: Example = "lending-example",
): Promise<Change> {
  const cwd = await temporaryCopy(fileURLToPath(new URL(`../golden/${example}/`, import.meta.url)), "asyncapi");
  await edit(join(cwd, "asyncapi"), before);
  await cp(join(cwd, "asyncapi"), join(cwd, "before"), { recursive: true });
  await edit(join(cwd, "asyncapi"), edits);
  return { cwd, config: join(cwd, "asyncapi/insaka.config.json") };
}

/** Edits files in place. A pattern that matches nothing fails the test. */
export async function edit(folder: string, edits: readonly Edit[]): Promise<void> {
  for (const [file, from, to] of edits) {
    const path = join(folder, /\.\w+$/.test(file) ? file : `${file}.asyncapi.yaml`);
    const text = await readFile(path, "utf8");
    const edited = typeof from === "string" ? text.replace(from, () => to) : text.replace(from, to);
    expect(edited, `${from} is in ${file}`).not.toBe(text);
    await writeFile(path, edited);
  }
}

/** Holds the example as edited against the example before. */
export async function reportOf({ cwd, config }: Change, against = "./before"): Promise<CompatReport> {
  const { result } = await compat({ source: { config }, against, cwd });
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return result.report;
}

/** What the check says of an edit. */
export async function findingsOf(
  edits: readonly Edit[],
  before: readonly Edit[] = [],
  example: Example = "lending-example",
): Promise<readonly CompatFinding[]> {
  return (await reportOf(await change(edits, before, example))).findings;
}

/** The rules of what fails the check, sorted, as often as each is told. */
export function failing(findings: readonly CompatFinding[]): readonly string[] {
  return findings
    .filter(({ weight }) => weight === "breaking" || weight === "undecided")
    .map(({ rule }) => rule)
    .sort();
}
