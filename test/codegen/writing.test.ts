/** What the command does to the disk: nothing that is not needed, nothing that is not its own. */
import { mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const example = fileURLToPath(new URL("../golden/lending-example/", import.meta.url));
const message = "contracts/messages/loan-approved.ts";

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(path, edited);
}

describe("codegen", () => {
  test("two runs in two folders give the same bytes", async () => {
    const [one, other] = [await temporaryCopy(example, "asyncapi"), await temporaryCopy(example, "asyncapi")];
    expect((await runInsaka(["codegen"], one)).code).toBe(0);
    expect((await runInsaka(["codegen"], other)).code).toBe(0);
    expect(await readTree(one)).toEqual(await readTree(other));
  });

  test("the order of documents on the disk and of keys in them changes no schema", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const before = JSON.parse(await readFile(join(cwd, "contracts/manifest.json"), "utf8"));
    await edit(
      join(cwd, "asyncapi/loan-origination.asyncapi.yaml"),
      "required: [loanId, amount]",
      "required: [amount, loanId]",
    );
    await runInsaka(["codegen"], cwd);
    const after = JSON.parse(await readFile(join(cwd, "contracts/manifest.json"), "utf8"));
    expect(after.messages).toEqual(before.messages);
    expect(after.documents).not.toEqual(before.documents);
  });

  test("an unchanged tree is not touched", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const paths = Object.keys(await readTree(cwd)).map((path) => join(cwd, path));
    const longAgo = new Date("2020-01-01T00:00:00Z");
    for (const path of paths) await utimes(path, longAgo, longAgo);
    const run = await runInsaka(["codegen"], cwd);
    expect(run.out).toMatch(/8 files: 0 written, 8 unchanged, 0 removed/);
    for (const path of paths) expect((await stat(path)).mtime, path).toEqual(longAgo);
  });

  test("a changed document rewrites what follows from it and nothing else", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    await edit(join(cwd, "asyncapi/communications.asyncapi.yaml"), "attempts: 6", "attempts: 7");
    const run = await runInsaka(["codegen", "--format", "json"], cwd);
    const files: readonly { readonly path: string; readonly state: string }[] = JSON.parse(run.out).files;
    expect(files.filter(({ state }) => state !== "unchanged").map(({ path }) => path)).toEqual([
      "contracts/manifest.json",
      "contracts/services/communications.ts",
    ]);
  });

  test("what an earlier run made and this one does not is removed; what people put beside it stays", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    await writeFile(join(cwd, "contracts/messages/notes.ts"), "export const mine = 1;\n");
    for (const file of ["loan-origination", "communications"]) {
      await edit(join(cwd, `asyncapi/${file}.asyncapi.yaml`), /LoanApproved/g, "LoanGranted");
    }
    const run = await runInsaka(["codegen"], cwd);
    expect(run.out).toMatch(/1 removed/);
    expect(await readdir(join(cwd, "contracts/messages"))).toEqual(["loan-granted.ts", "notes.ts"]);
  });

  test("a left-over file that somebody has changed is not removed", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    await writeFile(join(cwd, message), "export const rewritten = 1;\n");
    for (const file of ["loan-origination", "communications"]) {
      await edit(join(cwd, `asyncapi/${file}.asyncapi.yaml`), /LoanApproved/g, "LoanGranted");
    }
    await runInsaka(["codegen"], cwd);
    expect(await readFile(join(cwd, message), "utf8")).toBe("export const rewritten = 1;\n");
  });

  test("a manifest that lists files outside of its folder removes none of them", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const before = await readTree(join(cwd, "asyncapi"));
    const manifest = JSON.parse(await readFile(join(cwd, "contracts/manifest.json"), "utf8"));
    for (const [name, digest] of Object.entries(manifest.documents)) manifest.files[`../${name}`] = digest;
    await writeFile(join(cwd, "contracts/manifest.json"), JSON.stringify(manifest));
    expect((await runInsaka(["codegen"], cwd)).code).toBe(0);
    expect(await readTree(join(cwd, "asyncapi"))).toEqual(before);
  });

  test("a symbolic link that leads out of the output folder is not followed", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await edit(join(cwd, "asyncapi/insaka.config.json"), '"folder": ".."', '"folder": "../out"');
    const elsewhere = join(cwd, "elsewhere");
    await mkdir(elsewhere);
    await mkdir(join(cwd, "out"));
    await symlink(elsewhere, join(cwd, "out/contracts"));
    const run = await runInsaka(["codegen"], cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/^asyncapi\/insaka\.config\.json:4:\d+ output-outside-folder .*nothing was written/);
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await readdir(join(cwd, "out"))).toEqual(["contracts"]);
  });
});

describe("output paths", () => {
  const before = `"contracts": "contracts", "definitions": "broker/definitions.json"`;
  const run = async (output: string) => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await edit(join(cwd, "asyncapi/insaka.config.json"), before, output);
    const input = await readTree(cwd);
    const done = await runInsaka(["codegen"], cwd);
    expect(await readTree(cwd)).toEqual(input);
    expect(done.code, done.out + done.err).toBe(100);
    return done.out;
  };

  test.each<[string, string, string]>([
    ["a document", "c", "asyncapi/loan-origination.asyncapi.yaml"],
    ["the config", "c", "asyncapi/insaka.config.json"],
    ["a file in the documents' folder", "c", "asyncapi/definitions.json"],
    ["a file in the contracts' folder", "c", "c/definitions.json"],
    ["the contracts' folder", "c", "c"],
    ["a folder above the contracts", "a/b", "a"],
    ["what only normalising tells", "c", "x/../c/./index.ts"],
  ])("definitions that are %s are refused", async (_, contracts, definitions) => {
    const out = await run(`"contracts": "${contracts}", "definitions": "${definitions}"`);
    expect(out).toMatch(/^asyncapi\/insaka\.config\.json:4:\d+ output-collision output\.definitions /);
  });

  test.each(["asyncapi", "asyncapi/generated", "."])(
    "contracts at %s meet the documents and are refused",
    async (path) => {
      expect(await run(`"contracts": "${path}"`)).toMatch(/^asyncapi\/insaka\.config\.json:4:\d+ output-collision /);
    },
  );

  test.each([".git/hooks", "a/.GIT", "a\\\\b", "a\\u0000b"])("contracts at %s are refused", async (path) => {
    expect(await run(`"contracts": "${path}"`)).toMatch(/^asyncapi\/insaka\.config\.json:4:\d+ output-illegal /);
  });

  test("a file that only a $ref leads to is not written over", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    const config = join(cwd, "insaka.config.json");
    await rename(join(cwd, "asyncapi/insaka.config.json"), config);
    await edit(config, '"documents": "', '"documents": "asyncapi/');
    await edit(config, '"folder": ".."', '"folder": "."');
    await edit(config, "broker/definitions.json", "broker/types.json");
    await mkdir(join(cwd, "broker"));
    await writeFile(join(cwd, "broker/types.json"), '{ "Sum": { "type": "number" } }');
    await edit(
      join(cwd, "asyncapi/loan-origination.asyncapi.yaml"),
      "amount: { type: number }",
      "amount: { $ref: '../broker/types.json#/Sum' }",
    );
    const done = await runInsaka(["codegen", "--config", "insaka.config.json"], cwd);
    expect(done.code).toBe(100);
    expect(done.out).toMatch(/^insaka\.config\.json:4:\d+ output-collision .*"broker\/types\.json"/m);
    expect(await readFile(join(cwd, "broker/types.json"), "utf8")).toMatch(/Sum/);
  });

  test("--out that is the documents' own folder is refused; lint has no folder to refuse", async () => {
    const cwd = await temporaryCopy(join(example, "../any-document"), "documents");
    const input = await readTree(cwd);
    const argv = ["--documents", "documents/[!c]*.yaml"];
    const done = await runInsaka(["codegen", ...argv, "--out", "documents"], cwd);
    expect(done.code).toBe(100);
    expect(done.out).toMatch(/ output-collision /);
    expect(await readTree(cwd)).toEqual(input);
    expect((await runInsaka(["lint", "--documents", "[!c]*.yaml"], join(cwd, "documents"))).code).toBe(0);
  });
});

describe("what stands in the way", () => {
  test.each<readonly string[]>([["codegen"], ["codegen", "--check"]])(
    "is told at once, and nothing is written: %s %s",
    async (...argv) => {
      const cwd = await temporaryCopy(example, "asyncapi");
      await writeFile(join(cwd, "contracts"), "mine\n");
      await mkdir(join(cwd, "broker/definitions.json"), { recursive: true });
      const input = await readTree(cwd);
      const run = await runInsaka(argv, cwd);
      expect(run.code, run.err).toBe(100);
      expect(run.out.match(/^asyncapi\/insaka\.config\.json:4:\d+ output-blocked .*$/gm)).toHaveLength(2);
      expect(run.out).toMatch(/"contracts" is a file/);
      expect(run.out).toMatch(/"broker\/definitions\.json" is a folder/);
      expect(await readTree(cwd)).toEqual(input);
    },
  );

  test("a folder name that no file system takes is refused", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await edit(
      join(cwd, "asyncapi/insaka.config.json"),
      '"contracts": "contracts"',
      `"contracts": "${"c".repeat(300)}"`,
    );
    const run = await runInsaka(["codegen"], cwd);
    expect(run.code, run.err).toBe(100);
    expect(run.out).toMatch(/^asyncapi\/insaka\.config\.json:4:\d+ output-name-too-long /);
    expect(await readTree(cwd, "asyncapi")).toEqual({});
  });

  test("a file where --out should be a folder is told", async () => {
    const cwd = await temporaryCopy(join(example, "../any-document"), "documents");
    await writeFile(join(cwd, "gen"), "");
    const run = await runInsaka(["codegen", "--documents", "documents/[!c]*.yaml", "--out", "gen"], cwd);
    expect(run.code, run.err).toBe(100);
    expect(run.out).toMatch(/:1:1 output-blocked /);
  });
});

describe("names that are too long", () => {
  const foreign = async (name: string) => {
    const cwd = await temporaryCopy(join(example, "../any-document"), "documents");
    await mkdir(join(cwd, "in"));
    await writeFile(
      join(cwd, "in/long.yaml"),
      `asyncapi: 3.0.0\ninfo: { title: a, version: '1' }\ncomponents: { messages: { M: { name: ${name}, payload: { type: object } } } }\n`,
    );
    return runInsaka(["codegen", "--documents", "in/*.yaml", "--out", "gen"], cwd);
  };

  test.each([
    [252, 0],
    [255, 0],
    [256, 100],
    [300, 100],
  ])("a foreign message of %d letters exits with %d", async (length, code) => {
    const run = await foreign("s".repeat(length));
    expect(run.code, run.out + run.err).toBe(code);
    if (code !== 0) expect(run.out).toMatch(/^in\/long\.yaml:3:\d+ name-too-long The name of the message /);
  });

  test.each([
    [100, false],
    [101, true],
  ])("one of our own messages of %d letters is refused: %s", async (length, refused) => {
    const cwd = await temporaryCopy(example, "asyncapi");
    for (const file of ["loan-origination", "communications"]) {
      await edit(join(cwd, `asyncapi/${file}.asyncapi.yaml`), /LoanApproved/g, `L${"o".repeat(length - 1)}`);
    }
    expect(/ name-too-long /.test((await runInsaka(["lint"], cwd)).out)).toBe(refused);
  });
});

describe("left-overs", () => {
  test("entries of a manifest that name no file of ours are ignored", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const before = await readTree(cwd);
    const manifest = JSON.parse(before["contracts/manifest.json"] ?? "");
    for (const name of ["", ".", "messages", "x".repeat(400), "a\0b"]) manifest.files[name] = "0";
    for (const [name, digest] of Object.entries(manifest.files)) manifest.files[`./${name}`] = digest;
    await writeFile(join(cwd, "contracts/manifest.json"), JSON.stringify(manifest));
    const run = await runInsaka(["codegen"], cwd);
    expect(run.code, run.err).toBe(0);
    expect(await readTree(cwd)).toEqual(before);
  });

  test("half-written files of a killed run are named by --check and removed; others' are not", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const before = await readTree(cwd);
    const left = ["broker/.insaka-0123456789abcdef.tmp", "contracts/messages/.insaka-0123456789abcdef.tmp"];
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const path of left) {
      await writeFile(join(cwd, path), "half");
      await utimes(join(cwd, path), longAgo, longAgo);
    }
    // A run beside this one is at work on that one.
    const fresh = "contracts/.insaka-fedcba9876543210.tmp";
    await writeFile(join(cwd, fresh), "half");
    await writeFile(join(cwd, "contracts/mine.tmp"), "mine");
    const check = await runInsaka(["codegen", "--check"], cwd);
    expect(check.code).toBe(100);
    expect([...check.out.matchAll(/^(\S+) generated-surplus /gm)].map(([, path]) => path)).toEqual(left);
    expect((await runInsaka(["codegen"], cwd)).code).toBe(0);
    expect(await readTree(cwd)).toEqual({ ...before, "contracts/mine.tmp": "mine", [fresh]: "half" });
  });
});

describe("codegen --check", () => {
  test("a fresh tree is clean", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    const run = await runInsaka(["codegen", "--check"], cwd);
    expect(run.out).toMatch(/8 files up to date/);
    expect(run.code).toBe(0);
  });

  test("names what is missing, stale and left over, and touches nothing", async () => {
    const cwd = await temporaryCopy(example, "asyncapi");
    await runInsaka(["codegen"], cwd);
    await edit(join(cwd, message), "amount", "sum");
    await rm(join(cwd, "contracts/types/money.ts"));
    for (const file of ["loan-origination", "communications"]) {
      await edit(join(cwd, `asyncapi/${file}.asyncapi.yaml`), /title: /, "title: x");
      await writeFile(
        join(cwd, `asyncapi/x${file}.asyncapi.yaml`),
        (await readFile(join(cwd, `asyncapi/${file}.asyncapi.yaml`), "utf8"))
          .replaceAll("communications.loan-approved", "xcommunications.loan-approved")
          .replaceAll("./loan-origination", "./xloan-origination"),
      );
      await rm(join(cwd, `asyncapi/${file}.asyncapi.yaml`));
    }
    const before = await readTree(cwd);
    const run = await runInsaka(["codegen", "--check"], cwd);
    const named = [...run.out.matchAll(/^(\S+) generated-(missing|stale|surplus) /gm)].map(
      ([, path, state]) => `${state} ${path}`,
    );
    expect(run.code, run.out).toBe(100);
    expect(named).toEqual([
      "stale broker/definitions.json",
      "stale contracts/definitions.ts",
      "stale contracts/index.ts",
      "stale contracts/manifest.json",
      `stale ${message}`,
      "surplus contracts/services/communications.ts",
      "surplus contracts/services/loan-origination.ts",
      "missing contracts/services/xcommunications.ts",
      "missing contracts/services/xloan-origination.ts",
      "missing contracts/types/money.ts",
    ]);
    expect(await readTree(cwd)).toEqual(before);
  });
});
