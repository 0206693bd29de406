import { fileURLToPath } from "node:url";
import {
  type ContractModel,
  contractsOf,
  generate,
  judgeTopology,
  topologyOf,
  topologyOfContracts,
} from "@insaka/generator";
import { beforeAll, describe, expect, test } from "vitest";

const config = (path: string): string => fileURLToPath(new URL(`../../${path}/insaka.config.json`, import.meta.url));

describe.each(["asyncapi", "test/golden/request-reply-and-broadcast/asyncapi", "test/golden/lending-example/asyncapi"])(
  "%s: the topology of what is released",
  (path) => {
    let model: ContractModel;
    beforeAll(async () => {
      const generated = await generate({ config: config(path) }, { emit: false });
      if (generated.model === undefined) throw new Error("no model");
      model = generated.model;
    }, 60_000);

    test("is that of the documents that it was released from", () => {
      const [released, documents] = [topologyOfContracts(contractsOf(model, {})), topologyOf(model)];
      const names = (list: readonly { readonly name: string }[]): readonly string[] => list.map(({ name }) => name);
      expect(names(released.queues)).toEqual(names(documents.queues));
      expect(names(released.exchanges)).toEqual(names(documents.exchanges));
      expect(released.bindings.map(bare)).toEqual(documents.bindings.map(bare));
      expect(released.policies).toEqual(documents.policies);
      expect(released.users).toEqual(documents.users);
      expect(sorted(released.routes)).toEqual(sorted(documents.routes));
      expect(sorted(released.receivers)).toEqual(sorted(documents.receivers));
    });

    test("and nothing is told of them when they stay as they are", () => {
      expect(judgeTopology(topologyOfContracts(contractsOf(model, {})), topologyOf(model))).toEqual([]);
      expect(judgeTopology(topologyOf(model), topologyOf(model))).toEqual([]);
    });
  },
);

function bare<T extends { readonly at: unknown }>({ at: _, ...rest }: T): Omit<T, "at"> {
  return rest;
}

/** Without places, and whatever the order: contracts sort the bindings of a receiver, documents need not. */
function sorted(list: readonly { readonly at: unknown; readonly bindings?: readonly object[] }[]): readonly string[] {
  return list
    .map(({ bindings = [], ...each }) => JSON.stringify([...Object.entries(bare(each)), sortedTexts(bindings)].sort()))
    .sort();
}

function sortedTexts(list: readonly object[]): readonly string[] {
  return list.map((each) => JSON.stringify(each)).sort();
}
