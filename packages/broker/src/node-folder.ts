import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Definitions } from "./definitions.js";
import { infraFolder } from "./infra-folder.js";
import { usersWithPasswords } from "./users-file.js";

/** The ports of a private node, all on 127.0.0.1. */
export interface NodePorts {
  readonly amqp: number;
  readonly management: number;
  readonly metrics: number;
  readonly distribution: number;
  readonly epmd: number;
}

/** Where one private node differs from the others. */
export interface NodeExtras {
  /** Lines of `rabbitmq.conf`; what they set holds instead of what the other files say. */
  readonly configuration?: readonly string[];
  /** Enabled besides those of production. */
  readonly plugins?: readonly string[];
}

/** What a private node is started from. */
export interface NodeFolder {
  readonly path: string;
  readonly log: string;
  readonly admin: { readonly user: string; readonly password: string };
  /** The node's whole environment: what the shell around us says about another RabbitMQ must not reach it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where a broker of a few minutes differs from production, wherever it runs. */
export const temporaryConfiguration: string = `# It must not block publishers because the disk of a laptop is nearly full.
disk_free_limit.absolute = 64MB
# Tests that look at counts and at effective policies would wait for the usual five seconds: this is how often the
# management API collects them.
management.sample_retention_policies.global.minute = 1
management.sample_retention_policies.basic.minute = 1
management.sample_retention_policies.detailed.10 = 1
`;

/** What is imported at boot, by file name. */
export type BootDefinitions = Readonly<Record<string, Definitions>>;

/**
 * Lays out a temporary folder (mode 0700) for one node: data, log, Erlang cookie, and the passwords in files of mode 0600.
 * Configuration and plugins are the production files; a second file beside them says only where this node differs.
 *
 * Without `boot` the node imports the generated definitions as `10-insaka.json` where they exist, then `20-users.json` with
 * random passwords. With `boot` it imports exactly those files, users or not.
 */
export async function createNodeFolder(
  name: string,
  ports: NodePorts,
  boot?: BootDefinitions,
  { configuration: lines = [], plugins = [] }: NodeExtras = {},
): Promise<NodeFolder> {
  const path = await mkdtemp(join(tmpdir(), "insaka-rabbitmq-"));
  const definitions = join(path, "definitions");
  const configuration = join(path, "conf.d");
  await Promise.all([definitions, configuration, join(path, "data"), join(path, "log")].map((folder) => mkdir(folder)));
  await writeFile(join(configuration, "90-private-node.conf"), privateConfiguration(ports, definitions));
  if (lines.length > 0) await writeFile(join(configuration, "95-extras.conf"), `${lines.join("\n")}\n`);
  const enabled = await enabledPlugins(path, plugins);
  const admin = await writeDefinitions(path, definitions, boot);
  return { path, log: join(path, "log", "console.log"), admin, env: nodeEnvironment(name, path, ports, enabled) };
}

/** @returns the file that lists them */
async function enabledPlugins(path: string, more: readonly string[]): Promise<string> {
  const production = join(infraFolder, "enabled_plugins");
  if (more.length === 0) return production;
  const file = join(path, "enabled_plugins");
  await writeFile(
    file,
    (await readFile(production, "utf8")).replace("]", `${more.map((name) => `,${name}`).join("")}]`),
  );
  return file;
}

/** Where the generated definitions lie in a node's folder. */
export function generatedDefinitions(folder: Pick<NodeFolder, "path">): string {
  return join(folder.path, "definitions", "10-insaka.json");
}

async function writeDefinitions(
  path: string,
  folder: string,
  boot: BootDefinitions | undefined,
): Promise<NodeFolder["admin"]> {
  const secret = { mode: 0o600 } as const;
  const { admin, definitions, passwords } = await usersWithPasswords();
  if (boot !== undefined) {
    const files = Object.entries(boot).map(([name, content]) => [name, JSON.stringify(content)] as const);
    await Promise.all(files.map(([name, text]) => writeFile(join(folder, name), text, secret)));
    return admin;
  }
  const generated = join(infraFolder, "definitions.json");
  if (existsSync(generated)) await copyFile(generated, generatedDefinitions({ path }));
  await writeFile(join(folder, "20-users.json"), JSON.stringify(definitions), secret);
  await writeFile(join(path, "credentials.json"), JSON.stringify(passwords), secret);
  return admin;
}

function privateConfiguration(ports: NodePorts, definitions: string): string {
  return [
    `listeners.tcp.default = 127.0.0.1:${ports.amqp}`,
    "management.tcp.ip = 127.0.0.1",
    `management.tcp.port = ${ports.management}`,
    "prometheus.tcp.ip = 127.0.0.1",
    `prometheus.tcp.port = ${ports.metrics}`,
    `definitions.local.path = ${definitions}`,
    temporaryConfiguration,
  ].join("\n");
}

function nodeEnvironment(name: string, path: string, ports: NodePorts, plugins: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LANG: "C.UTF-8",
    HOME: path,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_EPMD_PORT: String(ports.epmd),
    RABBITMQ_NODENAME: `${name}@localhost`,
    RABBITMQ_DIST_PORT: String(ports.distribution),
    // The second one is how often a quorum queue reports its counts and its effective policy: every five seconds by default.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} -rabbit quorum_tick_interval 500",
    RABBITMQ_MNESIA_BASE: join(path, "data"),
    RABBITMQ_LOG_BASE: join(path, "log"),
    RABBITMQ_CONFIG_FILE: join(infraFolder, "rabbitmq.conf"),
    RABBITMQ_CONFIG_FILES: join(path, "conf.d", "*.conf"),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(path, "none.config"),
    RABBITMQ_CONF_ENV_FILE: join(path, "none.env"),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
  };
}
