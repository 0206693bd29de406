import { expect, test } from "vitest";
import type { ContractModel } from "../model/contract-model.js";
import { noMemory } from "../recall.js";
import { emitAll } from "./emit-all.js";

const model: ContractModel = {
  documents: [],
  services: [],
  messages: [],
  types: [],
  operations: [],
  topology: { vhost: "/", users: [], policies: [], exchanges: [], queues: [], bindings: [] },
};

test("no kind of files takes the place of another's", async () => {
  const target = { contracts: "c", version: "0", memory: noMemory };
  expect([...(await emitAll(model, { ...target, definitions: "d.json" })).keys()]).toEqual([
    "c/index.ts",
    "c/manifest.json",
    "d.json",
  ]);
  for (const definitions of ["c/index.ts", "c/manifest.json"]) {
    await expect(emitAll(model, { ...target, definitions })).rejects.toThrow(definitions);
  }
});
