/** `codegen --watch`: what a save changes is generated anew, and a broken document ends nothing. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { runInsaka, temporaryCopy } from "../support/insaka-run.js";

const example = fileURLToPath(new URL("../golden/lending-example/", import.meta.url));

/** A running watch: what it has printed can be awaited. */
function watching(argv: readonly string[], cwd: string) {
  const ending = new AbortController();
  let printed = "";
  let wake = (): void => {};
  const run = runInsaka(argv, cwd, undefined, {
    signal: ending.signal,
    told: (out) => {
      printed = out;
      wake();
    },
  });
  onTestFinished(() => ending.abort());
  return {
    /** Resolves with what was printed since the last time, as soon as it matches. */
    async until(pattern: RegExp): Promise<string> {
      while (!pattern.test(printed.slice(seen)))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const fresh = printed.slice(seen);
      seen = printed.length;
      return fresh;
    },
    async end(): Promise<number> {
      ending.abort();
      return (await run).code;
    },
  };
}
let seen = 0;

test("a save is taken up, a broken document is told and survived, and Ctrl+C ends it in good order", async () => {
  seen = 0;
  const cwd = await temporaryCopy(example, "asyncapi");
  const path = join(cwd, "asyncapi/communications.asyncapi.yaml");
  const generated = join(cwd, "contracts/services/communications.ts");
  const text = await readFile(path, "utf8");
  const watch = watching(["codegen", "--watch"], cwd);
  expect(await watch.until(/Watching asyncapi/)).toContain("8 files: 8 written");

  await writeFile(path, text.replace("attempts: 6", "attempts: 7"));
  expect(await watch.until(/ in [\d.]+ s/)).toContain("communications.asyncapi.yaml");
  expect(await readFile(generated, "utf8")).toContain("attempts: 7");

  await writeFile(path, `${text}\n{`);
  expect(await watch.until(/ in [\d.]+ s/)).toMatch(/communications\.asyncapi\.yaml:\d+:\d+ .*nothing was written/s);
  expect(await readFile(generated, "utf8")).toContain("attempts: 7");

  await writeFile(path, text);
  expect(await watch.until(/ in [\d.]+ s/)).toMatch(/written/);
  expect(await readFile(generated, "utf8")).toContain("attempts: 6");

  await writeFile(join(cwd, "asyncapi/insaka.config.json"), "{");
  await watch.until(/insaka\.config\.json:1:\d+ /);
  expect(await watch.end()).toBe(0);
});

test("--watch writes, so it does not go with --check", async () => {
  const cwd = await temporaryCopy(example, "asyncapi");
  const run = await runInsaka(["codegen", "--watch", "--check"], cwd);
  expect(run).toMatchObject({ code: 1, err: "--watch writes and --check does not: give one of the two.\n" });
});
