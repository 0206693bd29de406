/** Documents that others have written refer to what stands beside their folder, as far as their repository goes. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readTree, runInsaka } from "../support/insaka-run.js";

const document = `asyncapi: 3.0.0
info: { title: T, version: 1.0.0 }
channels:
  c: { messages: { Measured: { payload: { $ref: "../schemas/measured.json" } } } }
`;

async function project(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "insaka-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(join(cwd, "api", "docs"), { recursive: true });
  await mkdir(join(cwd, "api", "schemas"));
  await writeFile(join(cwd, "api", "docs", "asyncapi.yaml"), document);
  const schema = { type: "object", properties: { lumens: { $ref: "lumens.yaml#/Lumens" } } };
  await writeFile(join(cwd, "api", "schemas", "measured.json"), JSON.stringify(schema));
  await writeFile(join(cwd, "api", "schemas", "lumens.yaml"), "Lumens: { type: integer }\n");
  return cwd;
}

const argv = ["codegen", "--documents", "asyncapi.yaml", "--out", "../made"];

test("what stands beside the folder of the documents is read", async () => {
  const cwd = await project();
  const run = await runInsaka(argv, join(cwd, "api", "docs"));
  expect(run.code, run.out).toBe(0);
  expect((await readTree(cwd))["api/made/messages/measured.ts"]).toMatch(/readonly lumens\?: (?:number|Lumens);/);
});

test("what lies outside of the repository is not", async () => {
  const cwd = await project();
  await mkdir(join(cwd, "api", "docs", ".git"));
  const run = await runInsaka(argv, join(cwd, "api", "docs"));
  expect(run.code).toBe(100);
  expect(run.out).toMatch(/^asyncapi\.yaml:4:\d+ ref-outside-folder "\.\.\/schemas\/measured\.json"/);
});
