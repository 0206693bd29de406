import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compileValidator, type JsonSchema } from "@insaka/schema";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Figures {
  readonly compat: {
    readonly registry: readonly { readonly changed: number; readonly pairs: number; readonly breaking: number }[];
    readonly history: readonly { readonly revisions: number; readonly pairs: number }[];
  };
}

interface RuntimeFigures {
  readonly runtime: {
    readonly stretches: readonly { readonly path: string; readonly peer: string; readonly subject: string }[];
    readonly step: { readonly median: number };
  };
}

interface CodegenFigures {
  readonly codegen: {
    readonly runs: readonly { readonly documents: number; readonly messages: number; readonly kind: string }[];
    readonly types: readonly { readonly tool: string; readonly schemas: number }[];
  };
}

/** What a bench prints when it does a little, after its schema has been asked. */
async function printed<T>(bench: string): Promise<T> {
  const args = ["scripts/run.mjs", "bench", bench, "--effort", "tiny", "--format", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const schema = readFileSync(new URL(`${bench}/figures.schema.json`, import.meta.url), "utf8");
  const figures: unknown = JSON.parse(stdout);
  expect(compileValidator(JSON.parse(schema) as JsonSchema)(figures)).toEqual([]);
  return figures as T;
}

test("the bench of code generation measures every kind of run at every size, and prints figures of its schema", {
  timeout: 240_000,
}, async () => {
  const { runs, types } = (await printed<CodegenFigures>("codegen")).codegen;
  const kinds = ["cold", "edited", "unchanged", "check"];
  expect(runs.map(({ documents, messages, kind }) => [documents, messages, kind])).toEqual([
    ...kinds.map((kind) => [1, 2, kind]),
    ...kinds.map((kind) => [2, 4, kind]),
  ]);
  expect(types.map(({ tool, schemas }) => [tool, schemas])).toEqual(
    [2, 4].flatMap((schemas) => [
      ["json-schema-to-typescript", schemas],
      ["@asyncapi/modelina", schemas],
    ]),
  );
});

test("the bench of the check measures what it says, and prints figures of its schema", {
  timeout: 240_000,
}, async () => {
  const { registry, history } = (await printed<Figures>("compat")).compat;
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

test("the bench of the runtime measures every client against raw amqplib, and prints figures of its schema", {
  timeout: 240_000,
}, async () => {
  const { stretches, step } = (await printed<RuntimeFigures>("runtime")).runtime;
  const subjects = (path: string, peer: string): string[] =>
    stretches.filter((each) => each.path === path && each.peer === peer).map(({ subject }) => subject);
  const peers = ["amqp-connection-manager", "rascal", "rabbitmq-client", "@cloudamqp/amqp-client"];
  expect(subjects("publish", "sink")).toEqual(["raw", "typed", ...peers]);
  expect(subjects("consume", "sink")).toEqual(["raw", "typed", ...peers]);
  expect(subjects("consume-oldest", "sink")).toEqual(["raw", "typed"]);
  expect(step.median).toBeGreaterThan(0);
});
