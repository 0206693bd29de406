import { lstatSync } from "node:fs";
import { mkdtemp, realpath, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lookAt, lookOf } from "./file-stamp.js";

async function file(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "insaka-stamp-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "a.ts");
  await writeFile(path, "one");
  return path;
}

test("what was touched within two ticks of the coarsest clock is not settled, whichever of its times says so", async () => {
  const path = await file();
  const touched = Number(lstatSync(path, { bigint: true }).ctimeMs);
  const isSettled = (now: number): boolean => lookOf(lstatSync(path, { bigint: true }), now).isSettled;
  expect([0, 1_999, 2_000, 2_001].map((later) => isSettled(touched + later))).toEqual([false, false, false, true]);
  // A time of writing that was put back long ago does not hide that it was put back now.
  await utimes(path, 0, 0);
  expect(isSettled(Number(lstatSync(path, { bigint: true }).ctimeMs))).toBe(false);
  // Nor is a time of writing in the future one of the past.
  await utimes(path, touched / 1000 + 100, touched / 1000 + 100);
  expect(isSettled(touched + 50_000)).toBe(false);
});

test("a file has another stamp once it was written, replaced, or given its old times back", async () => {
  const path = await file();
  const stamps = new Set([lookAt(path)?.stamp]);
  const { atime, mtime } = await stat(path);
  await writeFile(path, "two");
  await utimes(path, atime, mtime);
  stamps.add(lookAt(path)?.stamp);
  await writeFile(`${path}.new`, "six");
  await utimes(`${path}.new`, atime, mtime);
  await rename(`${path}.new`, path);
  stamps.add(lookAt(path)?.stamp);
  expect(stamps.size).toBe(3);
});

test("a link is not what it leads to, and nothing is nothing", async () => {
  const path = await file();
  await symlink(path, `${path}.link`);
  expect(lookAt(`${path}.link`)?.isFile).toBe(false);
  expect(lookAt(`${path}.none`)).toBeUndefined();
});
