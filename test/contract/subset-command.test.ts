/** `insaka schema subset`: two files, and batches of cases. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type InsakaRun, runInsaka } from "../support/insaka-run.js";

async function folderWith(files: { readonly [name: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "insaka-subset-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const subset = async (files: { readonly [name: string]: string }, ...argv: string[]): Promise<InsakaRun> =>
  runInsaka(["schema", "subset", ...argv], await folderWith(files));

const OLD = '{"type":"object","required":["amount"],"properties":{"amount":{"type":"number"}}}';
const NEW = '{"type":"object","properties":{"amount":{"type":"number","minimum":1}}}';

describe("two files", () => {
  test("a subset is clean: 0", async () => {
    const run = await subset({ "old.json": OLD, "new.json": OLD }, "old.json", "new.json");
    expect(run).toEqual({
      code: 0,
      out: "subset: every value that is valid under old.json is valid under new.json.\n",
      err: "",
    });
  });

  test("a break shows the witness and why it is refused: 100", async () => {
    const run = await subset({ "old.json": OLD, "new.json": NEW }, "old.json", "new.json");
    expect(run.code).toBe(100);
    expect(run.out).toContain('{\n  "amount": 0\n}');
    expect(run.out).toContain("/amount must be a number >= 1");
  });

  test("json for programs", async () => {
    const run = await subset({ "old.json": OLD, "new.json": NEW }, "old.json", "new.json", "--format", "json");
    expect(run.code).toBe(100);
    expect(JSON.parse(run.out)).toMatchObject({
      verdict: "not-subset",
      witness: { amount: 0 },
      violations: [{ pointer: "/amount" }],
    });
  });

  test("undecided names the keyword: 100", async () => {
    const run = await subset({ "old.json": '{"pattern":"("}', "new.json": NEW }, "old.json", "new.json");
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/^undecided: pattern: /);
  });

  test("a draft that is asked for is read", async () => {
    const files = { "old.json": '{"type":"number","minimum":1}', "new.json": '{"minimum":1,"exclusiveMinimum":true}' };
    const run = await subset(files, "old.json", "new.json", "--draft", "draft-04");
    expect(run.out).toMatch(/^not-subset: .*\n1\n/);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["one file", ["old.json"], /two files/],
    ["a file that is not there", ["old.json", "gone.json"], /gone\.json cannot be read: there is no such file/],
    ["a file that is not JSON", ["old.json", "bad.json"], /bad\.json is not JSON/],
    ["an unknown draft", ["old.json", "old.json", "--draft", "draft-99"], /draft-07/],
    ["jsonl without a batch", ["old.json", "old.json", "--format", "jsonl"], /--batch/],
    ["a batch and files", ["old.json", "--batch", "cases.jsonl"], /--batch/],
    ["a batch in text", ["--batch", "cases.jsonl", "--format", "text"], /jsonl/],
    ["a batch that is not there", ["--batch", "gone.jsonl"], /gone\.jsonl cannot be read/],
  ])("%s is a mistake of the call: 1", async (_, argv, message) => {
    const run = await subset({ "old.json": OLD, "bad.json": "{" }, ...argv);
    expect(run.code).toBe(1);
    expect(run.err).toMatch(message);
    expect(run.err).not.toContain("fault of insaka");
  });

  test.each(["schema --help", "schema subset --help"])("insaka %s shows an example: 0", async (argv) => {
    const run = await runInsaka(argv.split(" "), ".");
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/Examples?:\n {2}insaka schema subset/);
  });
});

describe("a batch", () => {
  test("answers every line in order, broken ones too: 0", async () => {
    const cases = [
      '{"id":"a","draft":"draft-07","lhs":{"type":"integer"},"rhs":{"type":"number"}}',
      '{"id":7,"lhs":{"const":[1,2]},"rhs":{"uniqueItems":false,"maxItems":1}}',
      "{broken",
      '{"id":"c","lhs":true}',
      '{"id":"d","draft":"draft-99","lhs":true,"rhs":true}',
      '{"id":"e","lhs":{"$ref":"http://x.test/y"},"rhs":true}',
      "[]",
      '{"id":"f","draft":"draft-04","lhs":true,"rhs":{}}',
    ];
    const run = await subset({ "cases.jsonl": `${cases.join("\n")}\n` }, "--batch", "cases.jsonl", "--format", "jsonl");
    expect(run.code).toBe(0);
    const answers = run.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      { id: "a", verdict: "subset", ms: expect.any(Number) },
      { id: 7, verdict: "not-subset", witness: [1, 2], ms: expect.any(Number) },
      { id: null, verdict: "undecided", reason: expect.stringContaining("not JSON"), ms: expect.any(Number) },
      { id: "c", verdict: "undecided", reason: "rhs is missing", ms: expect.any(Number) },
      { id: "d", verdict: "undecided", reason: expect.stringContaining("draft-99"), ms: expect.any(Number) },
      { id: "e", verdict: "undecided", reason: expect.stringContaining("$ref"), ms: expect.any(Number) },
      { id: null, verdict: "undecided", reason: expect.stringContaining("not an object"), ms: expect.any(Number) },
      { id: "f", verdict: "subset", ms: expect.any(Number) },
    ]);
  });
});
