/** A registry that somebody has touched: each kind of damage is told with its place, and nothing is released upon it. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../support/git-repository.js";
import { readTree, runInsaka } from "../support/insaka-run.js";
import { addProperty, documents, records, releaseOn } from "./contracts.js";

/** Two revisions of version 2, and one of version 1. */
async function released(): Promise<{ readonly cwd: string; readonly folder: string; readonly ids: readonly string[] }> {
  const cwd = await documents();
  await releaseOn("2026-11-02", cwd);
  await addProperty(cwd, "branch");
  await releaseOn("2026-11-03", cwd);
  const ids = (await records(cwd, 2)).map(({ id }) => id);
  return { cwd, folder: join(cwd, "asyncapi/registry/LoanApproved/2"), ids };
}

type Released = Awaited<ReturnType<typeof released>>;

/** Puts a text where it belongs by its digest, as a forger would. */
async function forge({ folder, ids }: Released, change: (text: string) => string): Promise<void> {
  const text = change(await readFile(join(folder, `${ids[1]}.json`), "utf8"));
  await writeFile(join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.json`), text);
}

const damages: Readonly<Record<string, readonly [RegExp, (registry: Released) => Promise<void>]>> = {
  "a record that was edited": [
    /registry-changed The file has changed since its release: its SHA-256 is [0-9a-f]{12}\.\.\., not .* restore it/,
    async ({ folder, ids }) => {
      const file = join(folder, `${ids[0]}.json`);
      await writeFile(file, (await readFile(file, "utf8")).replace("ZMW", "USD"));
    },
  ],
  "line ends that a checkout converted": [
    /registry-changed .* Its line ends were converted: put <registry>\/\*\* -text into \.gitattributes/,
    async ({ folder, ids }) => {
      const file = join(folder, `${ids[0]}.json`);
      await writeFile(file, (await readFile(file, "utf8")).replaceAll("\n", "\r\n"));
    },
  ],
  "a record that another came after, gone": [
    /LoanApproved\/2\/[0-9a-f]{32}\.json:5:5 registry-vanished The record that this one came after is gone: LoanApproved\/2\//,
    async ({ folder, ids }) => unlink(join(folder, `${ids[0]}.json`)),
  ],
  "a format of the future": [
    /:2:13 registry-format The record has the format 2; this insaka reads format 1/,
    (registry) => forge(registry, (text) => text.replace('"format": 1', '"format": 2')),
  ],
  "a record without a part": [
    /registry-invalid .*lacks the key "payload"/,
    (registry) => forge(registry, (text) => text.replace('"payload"', '"pay"')),
  ],
  "a record without a day": [
    /:3:15 registry-invalid "released" must match pattern/,
    (registry) => forge(registry, (text) => text.replace('"2026-11-03"', '"yesterday"')),
  ],
  "a text that is no JSON": [
    /registry-unreadable The file is no JSON object/,
    (registry) => forge(registry, (text) => text.slice(0, -3)),
  ],
  "nesting without end": [
    /registry-unreadable The file is no JSON object/,
    (registry) =>
      forge(registry, (text) =>
        text.replace(/"payload": \{/, `"payload": {"not": ${"[".repeat(100_000)}${"]".repeat(100_000)}, `),
      ),
  ],
  "a record in the folder of another version": [
    /registry-misplaced The record of LoanApproved version 2 stands in the folder of another message or version\. Move it to LoanApproved\/2\//,
    async ({ folder, ids }) => rename(join(folder, `${ids[1]}.json`), join(folder, "../1", `${ids[1]}.json`)),
  ],
  "a link in the place of a record": [
    /registry-link This is no file of the registry but a link/,
    async ({ folder, ids, cwd }) => {
      await rename(join(folder, `${ids[1]}.json`), join(cwd, "elsewhere.json"));
      await symlink(join(cwd, "elsewhere.json"), join(folder, `${ids[1]}.json`));
    },
  ],
  "a link in the place of a folder": [
    /registry-link This is no file of the registry but a link/,
    async ({ folder, cwd }) => {
      await rename(folder, join(cwd, "elsewhere"));
      await symlink(join(cwd, "elsewhere"), folder);
    },
  ],
  "a link in the place of the registry": [
    /registry-link This is no file of the registry but a link/,
    async ({ cwd }) => {
      await rename(join(cwd, "asyncapi/registry"), join(cwd, "elsewhere"));
      await symlink(join(cwd, "elsewhere"), join(cwd, "asyncapi/registry"));
    },
  ],
  "a file in the place of the registry": [
    /registry-unreadable The file cannot be read \(ENOTDIR\)/,
    async ({ cwd }) => {
      await rename(join(cwd, "asyncapi/registry"), join(cwd, "elsewhere"));
      await writeFile(join(cwd, "asyncapi/registry"), "");
    },
  ],
  "a file beyond all measure": [
    /registry-too-large The file has 26214401 bytes; 26214400 are accepted/,
    async ({ folder, ids }) => writeFile(join(folder, `${ids[1]}.json`), Buffer.alloc(25 * 1024 * 1024 + 1, 32)),
  ],
};

describe("refused with its place and a way out", () => {
  test.each(Object.entries(damages))("%s", async (_, [expected, damage]) => {
    const registry = await released();
    await damage(registry);
    const before = await readTree(join(registry.cwd, "asyncapi/registry"));
    await addProperty(registry.cwd, "another");
    const run = await releaseOn("2026-11-04", registry.cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(expected);
    expect(run.out).toMatch(/^asyncapi\/registry(?:\/LoanApproved\/[12]|:1:1 )/);
    expect(await readTree(join(registry.cwd, "asyncapi/registry"))).toEqual(before);
    const history = await runInsaka(["history", "LoanApproved"], registry.cwd);
    expect(history.code).toBe(100);
    expect(history.out).toMatch(expected);
  });
});

test("a forged pair of records is a reason to stop, never a fault of the tool", async () => {
  const { cwd, folder, ids } = await released();
  const put = async (text: string): Promise<string> => {
    const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
    await writeFile(join(folder, `${id}.json`), text);
    return id;
  };
  const sound = await readFile(join(folder, `${ids[1]}.json`), "utf8");
  const forged = await put(sound.replace('"payload"', '"pay"'));
  await put(sound.replace(ids[0] ?? "", forged));
  const run = await runInsaka(["history", "LoanApproved"], cwd);
  expect(run.code).toBe(1);
  expect(run.err).toMatch(/^asyncapi\/registry\/LoanApproved\/2\/[0-9a-f]{32}\.json: .*lacks the key "payload"/);
  expect(run.err).not.toMatch(/fault of insaka/);
});

test("what does not belong there is told and stops nobody", async () => {
  const { cwd, folder } = await released();
  await writeFile(join(folder, "notes.txt"), "");
  await writeFile(join(folder, ".DS_Store"), "");
  await mkdir(join(folder, "deeper"));
  const run = await releaseOn("2026-11-04", cwd);
  expect(run.code).toBe(0);
  expect(run.out.match(/registry-stray \(warning\)/g)).toHaveLength(2);
  const check = await runInsaka(["compat"], cwd);
  expect(check.code).toBe(0);
  expect(check.out.match(/warning registry-stray/g)).toHaveLength(2);
});

test("a record that a change adds and that cannot be read fails the check against any baseline", async () => {
  const { cwd, folder, ids } = await released();
  repository(cwd);
  await forge({ cwd, folder, ids }, (text) => text.replace('"payload"', '"pay"'));
  const check = await runInsaka(["compat", "--against", "main"], cwd);
  expect(check.code).toBe(100);
  expect(check.out).toMatch(/breaking registry-invalid/);
});

test("records are no documents, whatever the glob says", async () => {
  const { cwd } = await released();
  const config = join(cwd, "asyncapi/insaka.config.json");
  await writeFile(config, (await readFile(config, "utf8")).replace("*.asyncapi.yaml", "**/*.{json,asyncapi.yaml}"));
  await rename(config, join(cwd, "asyncapi/insaka.config"));
  const run = await runInsaka(["lint", "--config", "asyncapi/insaka.config"], cwd);
  expect(run.out).toMatch(/^2 documents/);
  await rm(join(cwd, "asyncapi/registry"), { recursive: true });
});
