import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compileValidator, type JsonSchema } from "@insaka/schema";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schemaFile = new URL("compat/figures.schema.json", import.meta.url);

interface Figures {
  readonly compat: {
    readonly registry: readonly { readonly changed: number; readonly pairs: number; readonly breaking: number }[];
    readonly history: readonly { readonly revisions: number; readonly pairs: number }[];
  };
}

test("the bench of the check measures what it says, and prints figures of its schema", {
  timeout: 240_000,
}, async () => {
  const args = ["scripts/run.mjs", "bench", "compat", "--effort", "tiny", "--format", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const printed = JSON.parse(stdout) as Figures;
  const obeys = compileValidator(JSON.parse(readFileSync(schemaFile, "utf8")) as JsonSchema);
  expect(obeys(printed)).toEqual([]);
  const { registry, history } = printed.compat;
  // Payload and headers, each way, with each of the two revisions; nothing for what did not change; none of the edits breaks.
  expect(registry.map(({ changed, pairs, breaking }) => [changed, pairs, breaking])).toEqual([
    [0, 0, 0],
    [2, 2 * 2 * 2 * 2, 0],
  ]);
  expect(history.map(({ revisions, pairs }) => [revisions, pairs])).toEqual([
    [2, 2 * 2 * 2],
    [3, 2 * 2 * 3],
  ]);
});
