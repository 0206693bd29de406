/**
 * Each folder of test/golden is one run of the command, for people to read: what goes in and what must come out.
 *
 * - `asyncapi/` goes in by its config, or `documents/` by --documents. What that run writes must be `expected/`, byte by byte.
 *   A case called `models-...` makes models in all other languages as well.
 * - `expected.txt` is what is printed: every diagnostic of a case that must fail, the warnings of one that must not.
 *
 * After a wanted change, rewrite what is expected and read the difference: INSAKA_UPDATE_GOLDEN=1 npx vitest run test/codegen/golden.test.ts
 */
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const goldenFolder = fileURLToPath(new URL("../golden/", import.meta.url));
const cases = readdirSync(goldenFolder).sort();
const updating = process.env.INSAKA_UPDATE_GOLDEN === "1";

describe("golden", () => {
  test.each(cases)("%s", async (name) => {
    const folder = join(goldenFolder, name);
    const foreign = existsSync(join(folder, "documents"));
    const input = foreign ? "documents" : "asyncapi";
    const cwd = await temporaryCopy(folder, input);
    const argv = foreign ? ["codegen", "--documents", "documents/[!c]*.yaml", "--out", "generated"] : ["codegen"];
    if (name.startsWith("models-")) argv.push("--models", "csharp,java,python,go");

    const run = await runInsaka(argv, cwd);
    const printed = run.out.replace(/^\d+ documents?, .* in [\d.]+ s\n$/m, "");
    const written = await readTree(cwd, input);

    if (updating) await rewrite(folder, printed, written);
    const bad = name.startsWith("bad-");
    expect(run.code, run.out + run.err).toBe(bad ? 100 : 0);
    expect(printed).toBe(await readOptional(join(folder, "expected.txt")));
    expect(written).toEqual(bad ? {} : await readTree(join(folder, "expected")));
  });
});

async function readOptional(path: string): Promise<string> {
  return existsSync(path) ? readFile(path, "utf8") : "";
}

async function rewrite(folder: string, printed: string, written: Readonly<Record<string, string>>): Promise<void> {
  await rm(join(folder, "expected"), { recursive: true, force: true });
  await rm(join(folder, "expected.txt"), { force: true });
  if (printed !== "") await writeFile(join(folder, "expected.txt"), printed);
  for (const [path, text] of Object.entries(written)) {
    const target = join(folder, "expected", path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}
