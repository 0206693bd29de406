import type { BrokerNode, Definitions } from "@insaka/broker";
import type { Broker, ConnectOptions } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import type { BrokerDefinitions } from "@insaka/runtime/memory";
import { createMemoryBroker } from "@insaka/runtime/memory";
import { definitions } from "@intellifin/contracts/definitions";
import type { Letter } from "./account.js";
import { asHeaders } from "./amqp-table.js";
import { decodeProperties } from "./decode-message.js";
import type { FuzzInput } from "./fuzz-input.js";
import { type Answer, RawClient } from "./raw-client.js";
import { type Timed, timedProvider } from "./timed-provider.js";

/** The queue that the inputs are sent to, and the route to it. */
export const QUEUE = "communications.loan-approved";
const ROUTE = { exchange: "loan-origination", routingKey: "loan.approved" };

/** A broker with the lending topology, whose waits are short. */
export interface Target {
  readonly name: string;
  connect(options: ConnectOptions): Promise<Broker>;
  send(input: FuzzInput): Promise<Answer>;
  /** Everything in the dead-letter queue. */
  letters(): Promise<readonly Letter[]>;
  /** The longest that one delivery was handled at a stretch so far, where that can be told from the outside. */
  readonly slowest: Timed | undefined;
  close(): Promise<void>;
}

const WAIT_MS = 25;

const SHORT: BrokerDefinitions = {
  ...definitions,
  policies: (definitions.policies ?? []).map((policy) =>
    policy.name.startsWith("insaka.wait.")
      ? { ...policy, definition: { ...policy.definition, "message-ttl": WAIT_MS } }
      : policy,
  ),
};

/** A virtual host on a RabbitMQ; the other side speaks frames. */
export async function rabbitmqTarget(node: BrokerNode): Promise<Target> {
  const host = await node.createVirtualHost(SHORT as Definitions);
  const raw = new RawClient(host.adminUrl);
  return {
    name: `RabbitMQ ${node.version}`,
    connect: (options) => connect(host.url(options.service), options),
    slowest: undefined,
    send: ({ properties, body }) => raw.publish({ ...ROUTE, properties, body }),
    async letters() {
      const all: Letter[] = [];
      // By frames: the management API has no form for texts that are no UTF-8.
      for (let one = await raw.take(`${QUEUE}.dlq`); one !== undefined; one = await raw.take(`${QUEUE}.dlq`))
        all.push({ body: one.body, ...decodeProperties(one.header) });
      return all;
    },
    async close() {
      raw.close();
      await host.delete();
    },
  };
}

/** The broker in memory. What has no form in JavaScript comes in the form that a client would give it. */
export function memoryTarget(): Target {
  const memory = createMemoryBroker({ definitions: SHORT });
  let slowest: Timed | undefined;
  const timed = timedProvider(memory, (each) => {
    if (each.ms > (slowest?.ms ?? 0)) slowest = each;
  });
  return {
    name: "the broker in memory",
    connect: (options) => connect(timed, options),
    get slowest() {
      return slowest;
    },
    async send({ properties: { headers = [], timestamp, ...texts }, body }) {
      const properties = {
        ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, textOf(value)])),
        ...(timestamp === undefined ? {} : { timestamp: Number(timestamp) }),
      };
      try {
        const routed = await memory.publish({ ...ROUTE, body, properties, headers: asHeaders(headers) });
        return routed ? "confirmed" : "returned";
      } catch {
        return "refused";
      }
    },
    async letters() {
      return memory
        .messages(`${QUEUE}.dlq`)
        .map(({ body, properties, headers }) => ({ body, messageId: properties.messageId, headers }));
    },
    async close() {
      memory.close();
    },
  };
}

/** As a decoder makes a text of bytes that are none, which is longer than they are. */
function textOf(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString("utf8") : value;
}
