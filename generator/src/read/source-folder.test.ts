import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSourceFolder } from "./source-folder.js";

test("a pipe is refused and not waited for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "insaka-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const source = await openSourceFolder(folder, folder);
  expect(await source.read("pipe")).toMatchObject({ ok: false, code: "document-not-parsed" });
});
