import type { PlacedContract, TopologyView } from "@insaka/generator";
import { topologyOfContracts } from "@insaka/generator";

/** Services that talk, in few words: what the topology of a test is made from. */
export interface System {
  readonly messages: readonly SentMessage[];
  readonly queues: readonly ReadQueue[];
}

/** A message and who publishes it where. */
interface SentMessage {
  readonly name: string;
  readonly by: string;
  readonly exchange: string;
  readonly key: string;
  readonly type?: string;
  readonly durable?: boolean;
}

/** A queue, who reads what from it, and what brings it there. */
interface ReadQueue {
  readonly name: string;
  readonly of: string;
  readonly reads: readonly string[];
  readonly bind: readonly (readonly [exchange: string, key: string])[];
  readonly steps?: readonly string[];
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
  readonly perInstance?: boolean;
}

/** The topology that codegen makes for the services, retries, dead letters, accounts and all. */
export function topologyOfSystem({ messages, queues }: System): TopologyView {
  return topologyOfContracts(messages.map((message): PlacedContract => contractOf(message, queues)));
}

function contractOf(message: SentMessage, queues: readonly ReadQueue[]): PlacedContract {
  const { name, by, exchange, key, type = "topic", durable = true } = message;
  return {
    contract: {
      message: name,
      version: 1,
      status: "current",
      kind: "event",
      owner: null,
      retention: null,
      contentType: null,
      payload: true,
      headers: null,
      upcast: null,
      senders: [
        {
          service: by,
          operation: `send${name}`,
          route: { exchange, routingKey: key },
          exchange: { name: exchange, type, durable, autoDelete: false, internal: false, arguments: {} },
        },
      ],
      receivers: queues
        .filter(({ reads }) => reads.includes(name))
        .map((queue) => ({
          service: queue.of,
          operation: `receive ${queue.name}`,
          by: queue.perInstance === true ? ("broadcast" as const) : ("queue" as const),
          queue: {
            name: queue.name,
            role: "consumed" as const,
            durable: true,
            autoDelete: false,
            arguments: { "x-queue-type": "quorum", ...queue.arguments },
          },
          bindings: queue.bind.map(([from, routingKey]) => ({ exchange: from, routingKey })),
          retry: queue.perInstance === true ? null : { steps: queue.steps ?? ["5s"], attempts: 3 },
          reads: [1],
        })),
    },
    placeOf: (part) => ({ file: `${"service" in part ? part.service : by}.asyncapi.yaml`, line: 1, column: 1 }),
  };
}
