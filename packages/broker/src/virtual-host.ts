import { randomBytes } from "node:crypto";
import { type Definitions, moveDefinitions, userOf } from "./definitions.js";
import { apiPath, type ManagementAddress, managementClient } from "./management-client.js";
import { randomPassword } from "./password-hash.js";
import { type VirtualHostManagement, virtualHostManagement } from "./virtual-host-management.js";

/** Where a broker speaks AMQP. */
export interface AmqpAddress {
  readonly host: string;
  readonly port: number;
  /** True for `amqps`. */
  readonly secure: boolean;
}

/** A virtual host of its own for one test or one run, with one user per service. */
export interface VirtualHost {
  readonly name: string;
  /** The AMQP URL of the administrator, who may do everything here. Holds a password: never print it. */
  readonly adminUrl: string;
  readonly management: VirtualHostManagement;
  /**
   * The AMQP URL of one of the definitions' users, with exactly its permissions. Holds a password: never print it.
   *
   * @throws Error when the definitions list no such user.
   */
  url(service: string): string;
  /** The broker-wide user name behind `service`. */
  userName(service: string): string;
  /** Removes the virtual host with everything in it, and its users. */
  delete(): Promise<void>;
}

/** Creates a virtual host with a random name on the broker and imports the definitions into it, in one request. */
export async function createVirtualHost(
  amqp: AmqpAddress,
  admin: ManagementAddress,
  definitions: Definitions,
): Promise<VirtualHost> {
  const client = managementClient(admin);
  const name = `insaka-${randomBytes(6).toString("hex")}`;
  const passwords = new Map((definitions.users ?? []).map((user) => [user.name, randomPassword()]));
  const moved = moveDefinitions(definitions, name, passwords);
  const everything = { user: admin.user, vhost: name, configure: ".*", write: ".*", read: ".*" };
  await client.request("POST", "/definitions", { ...moved, permissions: [...(moved.permissions ?? []), everything] });
  return {
    name,
    adminUrl: amqpUrl(amqp, admin.user, admin.password, name),
    management: virtualHostManagement(client, name),
    url(service) {
      const password = passwords.get(service);
      if (password === undefined) throw new Error(`the definitions of ${name} list no user "${service}"`);
      return amqpUrl(amqp, userOf(service, name), password, name);
    },
    userName: (service) => userOf(service, name),
    async delete() {
      await client.request("DELETE", apiPath("vhosts", name));
      const users = [...passwords.keys()].map((service) => userOf(service, name));
      if (users.length > 0) await client.request("POST", "/users/bulk-delete", { users });
    },
  };
}

/** An AMQP URL with everything in it escaped. */
export function amqpUrl(amqp: AmqpAddress, user: string, password: string, virtualHost: string): string {
  const [name, secret, path] = [user, password, virtualHost].map(encodeURIComponent);
  const host = amqp.host.includes(":") ? `[${amqp.host}]` : amqp.host;
  return `${amqp.secure ? "amqps" : "amqp"}://${name}:${secret}@${host}:${amqp.port}/${path}`;
}
