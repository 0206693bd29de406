import { hashPassword } from "./password-hash.js";

/** RabbitMQ's definitions file, as `rabbitmqctl export_definitions` writes it; keys that are not named here are carried along. */
export interface Definitions {
  readonly users?: readonly UserDefinition[];
  readonly vhosts?: readonly VirtualHostDefinition[];
  readonly permissions?: readonly PermissionDefinition[];
  readonly topic_permissions?: readonly TopicPermissionDefinition[];
  readonly policies?: readonly PolicyDefinition[];
  readonly exchanges?: readonly ExchangeDefinition[];
  readonly queues?: readonly QueueDefinition[];
  readonly bindings?: readonly BindingDefinition[];
  readonly [key: string]: unknown;
}

/** A user; without `password_hash` nobody can log in as it with a password. */
export interface UserDefinition {
  readonly name: string;
  readonly password_hash?: string;
  readonly hashing_algorithm?: string;
  readonly tags?: string | readonly string[];
}

/** A virtual host. */
export interface VirtualHostDefinition {
  readonly name: string;
  readonly default_queue_type?: string;
  readonly [key: string]: unknown;
}

/** What a user may do, as regular expressions over names; `^$` is nothing. */
export interface PermissionDefinition {
  readonly user: string;
  readonly vhost?: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Which routing keys a user may use on one topic exchange. */
export interface TopicPermissionDefinition {
  readonly user: string;
  readonly vhost?: string;
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/** Settings for every queue or exchange whose name matches; exactly one policy applies to each. */
export interface PolicyDefinition {
  readonly vhost?: string;
  readonly name: string;
  readonly pattern: string;
  readonly "apply-to": string;
  readonly priority?: number;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** An exchange. */
export interface ExchangeDefinition {
  readonly name: string;
  readonly vhost?: string;
  readonly type: string;
  readonly durable?: boolean;
  readonly auto_delete?: boolean;
  readonly internal?: boolean;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** A queue; its type stands in `x-queue-type`. */
export interface QueueDefinition {
  readonly name: string;
  readonly vhost?: string;
  readonly durable?: boolean;
  readonly auto_delete?: boolean;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** A binding from an exchange. */
export interface BindingDefinition {
  readonly source: string;
  readonly vhost?: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** The broker-wide user that stands for `service` in `virtualHost`: users belong to the whole broker, so the name says both. */
export function userOf(service: string, virtualHost: string): string {
  return `${virtualHost}.${service}`;
}

/**
 * The same definitions, moved into `virtualHost`: every entry names it, every user becomes {@link userOf} with the hash of
 * its password from `passwords`, and what concerns the whole broker is left out.
 *
 * @throws Error when they speak of two virtual hosts, or when a permission is given to a user that they do not list.
 */
export function moveDefinitions(
  definitions: Definitions,
  virtualHost: string,
  passwords: ReadonlyMap<string, string>,
): Definitions {
  const [host, second] = definitions.vhosts ?? [];
  if (second !== undefined) throw new Error(`definitions hold two virtual hosts, "${host?.name}" and "${second.name}"`);
  const user = (service: string): string => {
    if (!passwords.has(service))
      throw new Error(`definitions give permissions to "${service}", who is not among their users`);
    return userOf(service, virtualHost);
  };
  const moved = <T extends object>(entries: readonly T[] = []): (T & { vhost: string })[] =>
    entries.map((entry) => ({ ...entry, vhost: virtualHost }));
  return {
    users: [...passwords].map(([service, password]) => ({
      name: userOf(service, virtualHost),
      password_hash: hashPassword(password),
      hashing_algorithm: "rabbit_password_hashing_sha256",
      tags: tagsOf(definitions, service),
    })),
    vhosts: [{ ...host, name: virtualHost }],
    permissions: moved(definitions.permissions).map((entry) => ({ ...entry, user: user(entry.user) })),
    topic_permissions: moved(definitions.topic_permissions).map((entry) => ({ ...entry, user: user(entry.user) })),
    policies: moved(definitions.policies),
    exchanges: moved(definitions.exchanges).map((entry) => ({ ...lasting, internal: false, ...entry })),
    queues: moved(definitions.queues).map((entry) => ({ ...lasting, ...entry })),
    bindings: moved(definitions.bindings).map((entry) => ({ arguments: {}, ...entry })),
  };
}

/** What the import demands and a short definition leaves out. */
const lasting = { durable: true, auto_delete: false, arguments: {} } as const;

function tagsOf(definitions: Definitions, service: string): string | readonly string[] {
  return definitions.users?.find((user) => user.name === service)?.tags ?? [];
}
