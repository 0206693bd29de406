/** How long a large registry takes to be read: printed for people, and held only to what it must find. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRegistry } from "@insaka/generator";
import { expect, onTestFinished, test } from "vitest";
import { largeRegistry } from "./large-registry.js";

const [messages, revisions] = [1000, 10] as const;

test(`${messages} messages with ${revisions} revisions each`, { timeout: 120_000 }, async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, "registry");
  largeRegistry(folder, messages, revisions);
  const started = performance.now();
  const { released, diagnostics } = readRegistry(folder, root);
  const read = performance.now();
  const digests = [...released.values()].map((versions) => versions.get(1)?.at(-1)?.digest);
  const compared = performance.now();
  console.log(
    `${messages * revisions} records: read in ${(read - started).toFixed(0)} ms, digests of the newest in ${(compared - read).toFixed(0)} ms`,
  );
  expect(diagnostics).toEqual([]);
  expect(released.size).toBe(messages);
  expect(new Set(digests).size).toBe(messages);
  const one = released.get("Message7")?.get(1) ?? [];
  expect(one.map(({ contract }) => contract.owner)).toEqual(Array.from({ length: revisions }, (_, n) => `team-${n}`));
});
