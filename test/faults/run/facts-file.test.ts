import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FactsReader, factsWriter } from "./facts-file.js";

test("what was told is read, each fact once, and a line that a killed writer left half is not", () => {
  const folder = mkdtempSync(join(tmpdir(), "insaka-facts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "facts");
  const reader = new FactsReader(path);
  expect(reader.read()).toEqual([]);
  const record = factsWriter(path);
  const one = { k: "ready", at: 1, ready: true } as const;
  record(one);
  expect(reader.read()).toEqual([one]);
  record({ ...one, at: 2 });
  appendFileSync(path, '{"k":"out');
  expect(reader.read()).toEqual([{ ...one, at: 2 }]);
  expect(reader.read()).toEqual([]);
});
