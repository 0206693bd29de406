import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { cacheFolder } from "./cache-folder.js";

async function folder(): Promise<string> {
  const made = await realpath(await mkdtemp(join(tmpdir(), "insaka-cache-")));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  vi.stubEnv("XDG_CACHE_HOME", join(made, "own"));
  onTestFinished(() => void vi.unstubAllEnvs());
  return made;
}

test("a project's cache is in the packages nearest above it", async () => {
  const root = await folder();
  await mkdir(join(root, "node_modules"));
  await mkdir(join(root, "a/b"), { recursive: true });
  expect(cacheFolder(join(root, "a/b"))).toBe(join(root, "node_modules/.cache/insaka"));
  await mkdir(join(root, "a/node_modules"));
  expect(cacheFolder(join(root, "a/b"))).toBe(join(root, "a/node_modules/.cache/insaka"));
});

test("packages that everybody may write to are passed over, and so is what is no folder", async () => {
  const root = await folder();
  await mkdir(join(root, "open/node_modules"), { recursive: true });
  await chmod(join(root, "open/node_modules"), 0o777);
  expect(cacheFolder(join(root, "open"))).toBe(join(root, "own/insaka"));
  await mkdir(join(root, "file"));
  await writeFile(join(root, "file/node_modules"), "");
  expect(cacheFolder(join(root, "file"))).toBe(join(root, "own/insaka"));
});

test("packages of another user are passed over", async () => {
  const root = await folder();
  await mkdir(join(root, "node_modules"));
  const uid = process.getuid?.() ?? 0;
  const user = vi.spyOn(process as { getuid: () => number }, "getuid").mockReturnValue(uid + 1);
  onTestFinished(() => user.mockRestore());
  expect(cacheFolder(root)).toBe(join(root, "own/insaka"));
});
