import type { Definitions } from "./definitions.js";
import { type ManagementClient, managementClient } from "./management-client.js";
import { runCommand } from "./run-command.js";
import { runInContainer } from "./run-in-container.js";
import { type AmqpAddress, createVirtualHost, type VirtualHost } from "./virtual-host.js";

/** Where a broker comes from: one that was given, one started from an installation, one in a container. */
export type BrokerOrigin = "url" | "private-node" | "docker";

/** A real RabbitMQ that is ready. */
export interface BrokerNode {
  readonly origin: BrokerOrigin;
  /** One line for people, without credentials. */
  readonly description: string;
  readonly version: string;
  readonly amqpHost: string;
  readonly amqpPort: number;
  readonly managementUrl: string;
  /** The management API as the administrator. */
  readonly management: ManagementClient;
  /** A fresh virtual host with these definitions imported and one user per service with a random password. */
  createVirtualHost(definitions?: Definitions): Promise<VirtualHost>;
  /**
   * `rabbitmqctl` on a node that is ours, resolving to what it printed; `undefined` where the node is somebody else's.
   * A call takes about half a second.
   */
  readonly ctl: ((...args: readonly string[]) => Promise<string>) | undefined;
  /** Everything another process needs to use this broker. Holds the administrator's password: never print it. */
  handle(): BrokerHandle;
  /** Ends a node that was started here and removes its files; does nothing to a broker that was given or attached. */
  stop(): Promise<void>;
}

/** A broker as plain JSON, to be passed between processes of one user. Holds the administrator's password. */
export interface BrokerHandle {
  readonly origin: BrokerOrigin;
  readonly description: string;
  readonly version: string;
  readonly amqp: AmqpAddress;
  readonly managementUrl: string;
  readonly admin: { readonly user: string; readonly password: string };
  /** How to run `rabbitmqctl` there: a command on this machine, or in a container of ours. */
  readonly ctl?:
    | { readonly command: string; readonly env: Readonly<Record<string, string>> }
    | { readonly container: string };
}

/** The broker behind a handle, in the process that started it. `stop` ends what was started. */
export function brokerNode(handle: BrokerHandle, stop: () => Promise<void>): BrokerNode {
  const admin = { url: handle.managementUrl, ...handle.admin };
  const { ctl } = handle;
  return {
    origin: handle.origin,
    description: handle.description,
    version: handle.version,
    amqpHost: handle.amqp.host,
    amqpPort: handle.amqp.port,
    managementUrl: handle.managementUrl,
    management: managementClient(admin),
    createVirtualHost: (definitions = {}) => createVirtualHost(handle.amqp, admin, definitions),
    ctl: ctl === undefined ? undefined : (...args) => runCtl(ctl, args),
    handle: () => handle,
    stop,
  };
}

/** A broker as plain JSON, for {@link attachBroker} in another process. */
export function describeBroker(node: BrokerNode): BrokerHandle {
  return node.handle();
}

/** Uses a broker that another process started; `stop` leaves it running. */
export function attachBroker(handle: BrokerHandle): BrokerNode {
  return brokerNode(handle, () => Promise.resolve());
}

async function runCtl(ctl: NonNullable<BrokerHandle["ctl"]>, args: readonly string[]): Promise<string> {
  const result =
    "container" in ctl
      ? await runInContainer(ctl.container, ["rabbitmqctl", ...args])
      : await runCommand(ctl.command, args, { env: { ...ctl.env } });
  if (result.code !== 0) {
    throw new Error(`rabbitmqctl ${args[0] ?? ""} ended with ${result.code}: ${result.stderr.trim()}`);
  }
  return result.stdout;
}
