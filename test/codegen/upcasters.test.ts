/** Upcasters in TypeScript: source text that is carried into the generated folder, wherever that is, and never run. */
import { mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const golden = fileURLToPath(new URL("../golden/function-upcaster/", import.meta.url));
const source = "asyncapi/upcasters/deduction-scheduled-v2.ts";

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const edited = text.replaceAll(from, to);
  expect(edited).not.toBe(text);
  await writeFile(path, edited);
}

describe("the output folder", () => {
  test.each(["made", "packages/generated/src", "a/b/c/d"])("may be %s", async (contracts) => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    await edit(join(cwd, "asyncapi/insaka.config.json"), '"contracts": "contracts"', `"contracts": "${contracts}"`);
    await edit(
      join(cwd, source),
      "../../contracts/",
      posix.relative("asyncapi/upcasters", `${contracts}/`).concat("/"),
    );
    expect((await runInsaka(["codegen"], cwd)).out).not.toMatch(/:\d+:\d+ /);
    const expected = await readTree(join(golden, "expected/contracts"));
    expect(await readTree(join(cwd, contracts))).toEqual({ ...expected, "manifest.json": expect.any(String) });
  });

  test("may lie outside of the documents that --documents names", async () => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    await rename(join(cwd, "asyncapi"), join(cwd, "documents"));
    await edit(join(cwd, "documents/upcasters/deduction-scheduled-v2.ts"), "../../contracts/", "../../src/made/");
    const argv = ["--documents", "documents/*.yaml"];
    expect((await runInsaka(["lint", ...argv], cwd)).code).toBe(0);
    expect((await runInsaka(["codegen", ...argv, "--out", "elsewhere"], cwd)).out).toMatch(/ upcaster-import /);
    const run = await runInsaka(["codegen", ...argv, "--out", "src/made"], cwd);
    expect(run.code, run.out).toBe(0);
    expect(await readFile(join(cwd, "src/made/upcasters/deduction-scheduled-v2.ts"), "utf8")).toMatch(
      /from "\.\.\/messages\/deduction-scheduled\.js"/,
    );
  });

  test("never takes the place of the upcasters' own", async () => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    for (const name of ["one", "two"]) {
      await mkdir(join(cwd, "in", name), { recursive: true });
      const title = name === "one" ? "title: payroll" : "title: other";
      const text = await readFile(join(cwd, "asyncapi/payroll.asyncapi.yaml"), "utf8");
      const document = name === "one" ? text.replace("upcasters/", "../upcasters/") : text.split("channels:")[0];
      await writeFile(join(cwd, "in", name, "a.yaml"), String(document).replace("title: payroll", title));
    }
    await rename(join(cwd, "asyncapi/upcasters"), join(cwd, "in/upcasters"));
    await edit(join(cwd, "in/upcasters/deduction-scheduled-v2.ts"), "../../contracts/", "../");
    const before = await readTree(cwd);
    const run = await runInsaka(["codegen", "--documents", "in/*/a.yaml", "--out", "in"], cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/ output-collision .*"upcasters\/deduction-scheduled-v2\.ts"/);
    expect(await readTree(cwd)).toEqual(before);
  });
});

describe("the source", () => {
  test("is an input: an edit of it makes the output stale", async () => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    await runInsaka(["codegen"], cwd);
    expect((await runInsaka(["codegen", "--check"], cwd)).code).toBe(0);
    await edit(join(cwd, source), "months", "parts");
    const check = await runInsaka(["codegen", "--check"], cwd);
    expect(check.code).toBe(100);
    expect([...check.out.matchAll(/^(\S+) generated-stale /gm)].map(([, path]) => path)).toEqual([
      "contracts/manifest.json",
      "contracts/upcasters/deduction-scheduled-v2.ts",
    ]);
  });

  test("that no version names any more leaves the generated folder", async () => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    await runInsaka(["codegen"], cwd);
    await edit(
      join(cwd, "asyncapi/payroll.asyncapi.yaml"),
      /x-upcast: \{.*\}/g,
      "x-upcast: [{ remove: { path: /months } }, { move: { path: /amount, to: /monthly/amount } }, { set: { path: /monthly/currency, value: ZMW, because: it was } }]",
    );
    expect((await runInsaka(["codegen"], cwd)).out).toMatch(/1 removed/);
    expect(Object.keys(await readTree(join(cwd, "contracts/upcasters")))).toEqual([]);
  });

  test("of a version whose predecessor is retired is not carried along", async () => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    const document = join(cwd, "asyncapi/payroll.asyncapi.yaml");
    await edit(document, "x-version: 1\n      x-status: deprecated", "x-version: 1\n      x-status: retired");
    await edit(document, /^ {6}DeductionScheduledV1: \{.*\n/gm, "");
    const run = await runInsaka(["codegen"], cwd);
    expect(run.code, run.out).toBe(0);
    const written = await readTree(join(cwd, "contracts"));
    expect(Object.keys(written)).not.toContain("upcasters/deduction-scheduled-v2.ts");
    expect(written["messages/deduction-scheduled.ts"]).toMatch(/retired: \[1\],\n {2}versions: \{\n {4}2: \{ status/);
  });

  test.each<[string, (path: string, cwd: string) => Promise<void>, RegExp]>([
    [
      "a link that leads out",
      async (path, cwd) => {
        await rename(path, join(cwd, "secret.ts"));
        await symlink(join(cwd, "secret.ts"), path);
      },
      /upcaster-outside-folder .*outside the folder/,
    ],
    ["too large", (path) => writeFile(path, `// ${"x".repeat(5 * 1024 * 1024)}\n`), /document-too-large/],
    ["not UTF-8", (path) => writeFile(path, Buffer.from([0x61, 0xff, 0xfe])), /document-not-parsed/],
    ["nested beyond sense", (path) => writeFile(path, `const a = ${"(".repeat(100_000)}`), /upcaster-not-parsed/],
  ])("that is %s is refused", async (_, spoil, message) => {
    const cwd = await temporaryCopy(golden, "asyncapi");
    await spoil(join(cwd, source), cwd);
    const run = await runInsaka(["codegen"], cwd);
    expect(run.code, run.out + run.err).toBe(100);
    expect(run.out).toMatch(message);
  });
});
