/** What people get who ask for models: what the command says, writes, compares and remembers. */
import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";

const golden = fileURLToPath(new URL("../golden/models-in-other-languages", import.meta.url));
const argv = ["codegen", "--documents", "documents/*.yaml", "--out", "generated"] as const;

test("a language that is not known is told, with those that are", async () => {
  const run = await runInsaka(["codegen", "--models", "java,cobol"], golden);
  expect(run).toMatchObject({
    code: 1,
    err: expect.stringContaining('csharp, java, python, go, separated by commas; not "cobol"'),
  });
  expect((await runInsaka(["codegen", "--models-out", "x"], golden)).err).toContain("--models-out goes with --models");
});

test("models are written, compared, mended and remembered; each language stands for itself", {
  timeout: 120_000,
}, async () => {
  vi.stubEnv("XDG_CACHE_HOME", "");
  const cwd = await temporaryCopy(golden, "documents");
  await mkdir(join(cwd, "node_modules"));
  const withJava = [...argv, "--models", "java", "--models-out", "clients"];
  const withPython = [...argv, "--models", "python", "--models-out", "clients"];
  const model = "clients/java/contracts/parcel_sent_v1/Address.java";

  // A run without models comes first: what it remembers says nothing of them.
  expect((await runInsaka(argv, cwd)).code).toBe(0);
  expect((await runInsaka([...withJava, "--check"], cwd)).code).toBe(100);
  expect((await runInsaka(withJava, cwd)).code).toBe(0);
  expect((await runInsaka(withPython, cwd)).code).toBe(0);
  expect((await runInsaka([...withJava, "--check"], cwd)).code).toBe(0);
  const written = await readTree(cwd, "node_modules");
  expect(Object.keys(written)).toEqual(expect.arrayContaining([model, "clients/python/contracts/parcel_sent_v1.py"]));

  await appendFile(join(cwd, model), "// by hand\n");
  const stale = await runInsaka([...withJava, "--check"], cwd);
  expect(stale).toMatchObject({ code: 100, out: expect.stringContaining(model) });
  await runInsaka(withJava, cwd);
  await rm(join(cwd, "clients/python/contracts/parcel_sent_v1.py"));
  await runInsaka(withPython, cwd);
  expect(await readTree(cwd, "node_modules")).toEqual(written);
  vi.unstubAllEnvs();
});
