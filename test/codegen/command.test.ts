/** The command line: exit codes, formats, limits. */
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}/`, import.meta.url));
const reportSchema = JSON.parse(
  await readFile(fileURLToPath(new URL("../../generator/schemas/report.schema.json", import.meta.url)), "utf8"),
);

describe("exit codes", () => {
  test.each<[string, readonly string[]]>([
    ["an unknown option", ["codegen", "--bogus"]],
    ["an unknown command", ["cogegen"]],
    ["no command", []],
    ["an unknown format", ["lint", "--format", "xml"]],
    ["a config that is not there", ["lint", "--config", "nowhere.json"]],
    ["--out without --documents", ["codegen", "--out", "generated"]],
    ["--documents without --out", ["codegen", "--documents", "*.yaml"]],
    ["an empty --out", ["codegen", "--documents", "asyncapi/*.yaml", "--out", ""]],
    [
      "--documents and --config",
      ["codegen", "--documents", "*.yaml", "--out", "x", "--config", "asyncapi/insaka.config.json"],
    ],
  ])("%s is a mistake of the call: 1", async (_, argv) => {
    const cwd = await temporaryCopy(golden("lending-example"), "asyncapi");
    const run = await runInsaka(argv, cwd);
    expect(run.code).toBe(1);
    expect(run.err).not.toBe("");
    expect(await readTree(cwd, "asyncapi")).toEqual({});
  });

  test.each(["--help", "codegen --help", "lint --help", "release --help", "history --help"])(
    "insaka %s shows an example: 0",
    async (argv) => {
      const run = await runInsaka(argv.split(" "), ".");
      expect(run.code).toBe(0);
      expect(run.out).toMatch(/Examples?:\n {2}insaka /);
    },
  );

  test("lint finds what codegen finds and writes nothing", async () => {
    const cwd = await temporaryCopy(golden("lending-example"), "asyncapi");
    expect((await runInsaka(["lint"], cwd)).code).toBe(0);
    expect(await readTree(cwd, "asyncapi")).toEqual({});
    const bad = await temporaryCopy(golden("bad-several-at-once"), "asyncapi");
    const [lint, codegen] = [await runInsaka(["lint"], bad), await runInsaka(["codegen"], bad)];
    expect(lint.code).toBe(100);
    const findings = (text: string): readonly string[] => text.split("\n").filter((line) => /:\d+:\d+ /.test(line));
    expect(findings(lint.out)).toEqual(findings(codegen.out));
  });

  test("a glob that matches nothing is a finding: 100", async () => {
    const run = await runInsaka(
      ["codegen", "--documents", "nothing/*.yaml", "--out", "x"],
      await temporaryCopy(golden("any-document"), "documents"),
    );
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/no-documents/);
  });
});

describe("formats", () => {
  test.each(["lending-example", "bad-several-at-once", "bad-unknown-config-key"])(
    "--format json of %s obeys its schema",
    async (name) => {
      const cwd = await temporaryCopy(golden(name), "asyncapi");
      const run = await runInsaka(["codegen", "--format", "json"], cwd);
      const report = JSON.parse(run.out);
      expect(compileValidator(reportSchema)(report)).toEqual([]);
      expect(report.ok).toBe(run.code === 0);
      expect(run.err).toMatch(/ in [\d.]+ s\n$/);
    },
  );

  test("--format github makes annotations at their places", async () => {
    const cwd = await temporaryCopy(golden("bad-two-current"), "asyncapi");
    const run = await runInsaka(["lint", "--format", "github"], cwd);
    expect(run.out).toMatch(
      /^::error file=asyncapi\/orders\.asyncapi\.yaml,line=31,col=5,title=current-twice::OrderPlaced has /m,
    );
  });
});

describe("limits on what is read", () => {
  const documentOf = async (payload: string): Promise<string> => {
    const cwd = await temporaryCopy(golden("any-document"), "documents");
    await mkdir(join(cwd, "in"));
    await writeFile(
      join(cwd, "in/doc.yaml"),
      `asyncapi: 3.0.0\ninfo: { title: a, version: '1' }\ncomponents: { messages: { M: { payload: ${payload} } } }\n`,
    );
    return cwd;
  };
  const lint = (cwd: string) => runInsaka(["lint", "--documents", "in/*.yaml"], cwd);

  test("nesting without end is refused by name", async () => {
    const deep = await lint(await documentOf("[".repeat(100_000)));
    expect(deep.code).toBe(100);
    expect(deep.out).toMatch(/document-(?:too-deep|not-parsed)/);
    const deeper = await lint(await documentOf(`${"{a: ".repeat(300)}1${"}".repeat(300)}`));
    expect(deeper.out).toMatch(/document-too-deep/);
  });

  test("aliases that multiply are refused", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`,
    );
    const cwd = await documentOf("true");
    await writeFile(
      join(cwd, "in/doc.yaml"),
      `asyncapi: 3.0.0\ninfo: { title: a, version: '1' }\nx-bomb:\n  l0: &l0 [1]\n${levels.join("\n")}\n`,
    );
    const run = await lint(cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/document-not-parsed/);
  });

  test("a file of more than 5 MiB is refused", async () => {
    const cwd = await documentOf("true");
    await writeFile(join(cwd, "in/doc.yaml"), `asyncapi: 3.0.0\n# ${"x".repeat(5 * 1024 * 1024)}\n`);
    expect((await lint(cwd)).out).toMatch(/document-too-large/);
  });

  test("a file that is not UTF-8 is refused", async () => {
    const cwd = await documentOf("true");
    await writeFile(join(cwd, "in/doc.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    expect((await lint(cwd)).out).toMatch(/document-not-parsed The file is not UTF-8/);
  });

  test("a symbolic link does not lead out of the folder", async () => {
    const cwd = await documentOf("{ $ref: './link.yaml#/A' }");
    await writeFile(join(cwd, "secret.yaml"), "A: { type: string }\n");
    await symlink(join(cwd, "secret.yaml"), join(cwd, "in/link.yaml"));
    expect((await lint(cwd)).out).toMatch(/ref-outside-folder/);
  });

  test("references in a circle end", async () => {
    const cwd = await documentOf("{ $ref: '#/components/schemas/A' }");
    await writeFile(
      join(cwd, "in/doc.yaml"),
      "asyncapi: 3.0.0\ninfo: { title: a, version: '1' }\ncomponents:\n  schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }\n  messages: { M: { payload: { $ref: '#/components/schemas/A' } } }\n",
    );
    expect((await lint(cwd)).out).toMatch(/ref-circular/);
  });
});
