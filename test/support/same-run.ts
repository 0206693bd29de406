import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { readTree, runInsaka } from "./insaka-run.js";

const withoutTime = (text: string): string => text.replace(/ in [\d.]+ s\n$/, "\n");
/** Runs with the cache in one folder and without it in a copy of that folder, and holds the two against each other. */
export async function expectSame(cwd: string, argv: readonly string[] = ["codegen"]): Promise<string> {
  const twin = `${cwd}-twin`;
  await cp(cwd, twin, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.startsWith(join(cwd, "node_modules")),
  });
  onTestFinished(() => rm(twin, { recursive: true, force: true }));
  const cached = await runInsaka(argv, cwd);
  const plain = await runInsaka([...argv, "--no-cache"], twin);
  const [one, other] = [cached, plain].map(({ code, out, err }) => ({
    code,
    out: withoutTime(out),
    err: withoutTime(err),
  }));
  expect(one).toEqual(other);
  expect(await readTree(cwd, "node_modules")).toEqual(await readTree(twin, "node_modules"));
  await rm(twin, { recursive: true, force: true });
  return cached.out;
}
