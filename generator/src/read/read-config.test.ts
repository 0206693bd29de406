import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./read-config.js";
import { today } from "./today.js";

test("the plan has the config's approvals in its order, each with its place", async () => {
  const root = await mkdtemp(join(tmpdir(), "insaka-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, "asyncapi");
  await mkdir(folder);
  const approval = {
    rule: "sender-refused",
    message: "OrderPlaced",
    fingerprint: "0123456789abcdef",
    reason: "Nobody reads it yet.",
    owner: "the shop team",
    expires: today(),
  };
  const approvals = [approval, { ...approval, message: null, expires: "2020-01-31" }];
  const output = { folder: "..", contracts: "contracts" };
  const config = { version: 1, documents: "*.yaml", output, approvals };
  await writeFile(join(folder, "insaka.config.json"), JSON.stringify(config, null, 2));
  await writeFile(join(folder, "a.yaml"), "asyncapi: 3.0.0\n");

  const { plan, diagnostics } = await readConfig(join(folder, "insaka.config.json"));

  expect(diagnostics).toEqual([]);
  expect(plan?.approvals).toEqual([
    { approval, at: { file: "asyncapi/insaka.config.json", line: 9, column: 5, pointer: "/approvals/0" } },
    {
      approval: approvals[1],
      at: { file: "asyncapi/insaka.config.json", line: 17, column: 5, pointer: "/approvals/1" },
    },
  ]);
});
