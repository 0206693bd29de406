import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { appendFiles, FileExists } from "./append-files.js";
import { OutsideOutputFolder } from "./output-folder.js";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "insaka-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test("a file that is there is never written over, and nothing half-written stays", async () => {
  const root = await folder();
  await appendFiles(root, new Map([["a/b.json", "one"]]));
  await appendFiles(root, new Map([["a/b.json", "one"]]));
  await expect(appendFiles(root, new Map([["a/b.json", "two"]]))).rejects.toThrow(FileExists);
  expect(await readFile(join(root, "a/b.json"), "utf8")).toBe("one");
  expect(await readdir(join(root, "a"))).toEqual(["b.json"]);
});

test("many at once: each file has the text of one of them, whole", async () => {
  const root = await folder();
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  const ended = await Promise.allSettled(texts.map((text) => appendFiles(root, new Map([["x/y.json", text]]))));
  expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(texts).toContain(await readFile(join(root, "x/y.json"), "utf8"));
  expect(await readdir(join(root, "x"))).toEqual(["y.json"]);
});

test("nothing is written outside, not even before the file that would be", async () => {
  const [root, other] = [await folder(), await folder()];
  await symlink(other, join(root, "link"));
  const files = new Map([
    ["a.json", "a"],
    ["link/b.json", "b"],
  ]);
  await expect(appendFiles(root, files)).rejects.toThrow(OutsideOutputFolder);
  await writeFile(join(root, "here"), "");
  expect(await readdir(other)).toEqual([]);
  expect(await readdir(root)).toEqual(["here", "link"]);
});
