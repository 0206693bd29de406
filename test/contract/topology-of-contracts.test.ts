import { fileURLToPath } from "node:url";
import {
  type ContractModel,
  generate,
  judgeTopology,
  type PlacedContract,
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
      const [released, documents] = [topologyOfContracts(contractsOf(model)), topologyOf(model)];
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
      expect(judgeTopology(topologyOfContracts(contractsOf(model)), topologyOf(model))).toEqual([]);
      expect(judgeTopology(topologyOf(model), topologyOf(model))).toEqual([]);
    });
  },
);

function bare<T extends { readonly at: unknown }>({ at: _, ...rest }: T): Omit<T, "at"> {
  return rest;
}

function sorted(list: readonly { readonly at: unknown }[]): readonly string[] {
  return list.map((each) => JSON.stringify(Object.entries(bare(each)).sort())).sort();
}

type Contract = PlacedContract["contract"];

/** What a release would fix, as far as the topology goes. */
function contractsOf({ messages, operations, topology }: ContractModel): readonly PlacedContract[] {
  return messages.flatMap(({ name, kind, versions }) =>
    versions.map(({ version, status, owner, contentType, schema, headers }): PlacedContract => {
      type Listed = readonly { readonly message: string; readonly versions: readonly number[] }[];
      const lists = (list: Listed | undefined) =>
        (list ?? []).some((each) => each.message === name && each.versions.includes(version));
      const senders = operations.flatMap((operation): Contract["senders"] => {
        const { service, name: of } = operation;
        if (operation.action === "send" && lists(operation.messages)) {
          const { exchange: from, routingKey } = operation.route;
          const exchange = topology.exchanges.find((each) => each.name === from);
          const { source: _, ...rest } = exchange ?? { source: undefined, name: from };
          return [
            {
              service,
              operation: of,
              route: { exchange: from, routingKey },
              exchange: exchange === undefined ? null : (rest as Omit<typeof exchange, "source">),
            },
          ];
        }
        const answers = operation.action === "receive" && lists(operation.reply?.messages);
        return answers ? [{ service, operation: of, route: null, exchange: null }] : [];
      });
      const receivers = operations.flatMap((operation): Contract["receivers"] => {
        const { service, name: of } = operation;
        const reads = [version];
        if (operation.action === "send") {
          const asks = lists(operation.reply?.messages);
          return asks
            ? [{ service, operation: of, by: "reply" as const, queue: null, bindings: [], retry: null, reads }]
            : [];
        }
        if (!lists(operation.messages)) return [];
        const known = topology.queues.find((each) => each.name === operation.queue);
        const { source: _, ...queue } = known ?? {
          name: operation.queue,
          role: "consumed" as const,
          durable: false,
          autoDelete: false,
          arguments: {},
          source: null,
        };
        const bindings = operation.bindings.map(({ exchange, routingKey }) => ({ exchange, routingKey }));
        const own = operation.action === "receive";
        const by = own ? ("queue" as const) : ("broadcast" as const);
        return [{ service, operation: of, by, queue, bindings, retry: own ? operation.retry : null, reads }];
      });
      return {
        contract: {
          message: name,
          version,
          status,
          kind,
          owner,
          retention: null,
          contentType,
          payload: schema,
          headers,
          upcast: null,
          senders,
          receivers,
        },
        placeOf: () => ({ file: `registry/${name}.json`, line: 1, column: 1 }),
      };
    }),
  );
}
