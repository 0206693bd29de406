import type { BindingDefinition, Definitions, PolicyDefinition } from "./definitions.js";
import { apiPath, type ManagementClient, ManagementError } from "./management-client.js";

/** A queue as the management API shows it. Counts are refreshed by the broker every few seconds and absent before. */
export interface QueueView {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly policy?: string;
  readonly operator_policy?: string;
  readonly effective_policy_definition?: Readonly<Record<string, unknown>>;
  readonly messages?: number;
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
  readonly consumers?: number;
}

/** A message that `getMessages` looked at. */
export interface MessageView {
  readonly exchange: string;
  readonly routing_key: string;
  readonly redelivered: boolean;
  readonly properties: Readonly<Record<string, unknown>> & { readonly headers?: Readonly<Record<string, unknown>> };
  readonly payload: string;
  readonly payload_encoding: "string" | "base64";
}

/** A connection to the virtual host. */
export interface ConnectionView {
  readonly name: string;
  readonly user: string;
  readonly state?: string;
}

/** Everything but the name and the virtual host of a policy. */
export type PolicySettings = Omit<PolicyDefinition, "name" | "vhost">;

/** Which policies are meant: `policies` are ours, `operator-policies` merge with them. */
export type PolicyKind = "policies" | "operator-policies";

/** The management API, held to one virtual host. Every method throws ManagementError when the broker refuses. */
export interface VirtualHostManagement {
  readonly client: ManagementClient;
  queues(): Promise<readonly QueueView[]>;
  /** `undefined` when there is no such queue. */
  queue(name: string): Promise<QueueView | undefined>;
  deleteQueue(name: string): Promise<void>;
  purgeQueue(name: string): Promise<void>;
  deleteExchange(name: string): Promise<void>;
  bindings(): Promise<readonly BindingDefinition[]>;
  putPolicy(name: string, settings: PolicySettings, kind?: PolicyKind): Promise<void>;
  deletePolicy(name: string, kind?: PolicyKind): Promise<void>;
  /** Resolves to whether the message was routed to a queue. */
  publish(exchange: string, routingKey: string, payload: string, properties?: object): Promise<boolean>;
  /** Takes up to `count` messages off the queue, or looks at them and puts them back when `keep` is true. */
  getMessages(queue: string, count: number, options?: { readonly keep?: boolean }): Promise<readonly MessageView[]>;
  connections(): Promise<readonly ConnectionView[]>;
  /** Closes every connection to the virtual host that the API shows by now; the clients see a forced close (320). */
  closeConnections(): Promise<number>;
  exportDefinitions(): Promise<Definitions>;
  importDefinitions(definitions: Definitions): Promise<void>;
}

/** Holds `client` to the virtual host `name`. */
export function virtualHostManagement(client: ManagementClient, name: string): VirtualHostManagement {
  const path = (kind: string, ...rest: readonly string[]): string => apiPath(kind, name, ...rest);
  const connections = (): Promise<readonly ConnectionView[]> =>
    client.request("GET", `${apiPath("vhosts", name)}/connections`);
  return {
    client,
    queues: () => client.request("GET", path("queues")),
    queue: (queue) => client.find(path("queues", queue)),
    deleteQueue: (queue) => client.request("DELETE", path("queues", queue)),
    purgeQueue: (queue) => client.request("DELETE", path("queues", queue, "contents")),
    deleteExchange: (exchange) => client.request("DELETE", path("exchanges", exchange)),
    bindings: () => client.request("GET", path("bindings")),
    putPolicy: (policy, settings, kind = "policies") => client.request("PUT", path(kind, policy), settings),
    deletePolicy: (policy, kind = "policies") => client.request("DELETE", path(kind, policy)),
    async publish(exchange, routingKey, payload, properties = {}) {
      const message = { routing_key: routingKey, payload, payload_encoding: "string", properties };
      const target = path("exchanges", exchange === "" ? "amq.default" : exchange, "publish");
      return (await client.request<{ routed: boolean }>("POST", target, message)).routed;
    },
    getMessages(queue, count, { keep = false } = {}) {
      const ackmode = keep ? "ack_requeue_true" : "ack_requeue_false";
      return client.request("POST", path("queues", queue, "get"), { count, ackmode, encoding: "auto" });
    },
    connections,
    async closeConnections() {
      const open = await connections();
      // One that has gone meanwhile is as closed as it can be.
      await Promise.all(open.map(({ name: id }) => ignoring404(client.request("DELETE", apiPath("connections", id)))));
      return open.length;
    },
    exportDefinitions: () => client.request("GET", path("definitions")),
    importDefinitions: (definitions) => client.request("POST", path("definitions"), definitions),
  };
}

async function ignoring404(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ManagementError && error.status === 404)) throw error;
  }
}
