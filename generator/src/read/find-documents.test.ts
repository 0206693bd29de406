import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findDocuments } from "./find-documents.js";

test("a document that is a link is found like any other, and a folder is not", async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "elsewhere"));
  await mkdir(join(folder, "folder.yaml"));
  await writeFile(join(folder, "b.yaml"), "");
  await writeFile(join(folder, "elsewhere/real.yaml"), "");
  await symlink("elsewhere/real.yaml", join(folder, "a.yaml"));
  expect(await findDocuments(folder, "*.yaml")).toEqual([join(folder, "a.yaml"), join(folder, "b.yaml")]);
});
