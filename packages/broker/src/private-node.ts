import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { amqpAnswers } from "./amqp-answers.js";
import { type BrokerHandle, type BrokerNode, brokerNode } from "./broker-node.js";
import { freePorts } from "./free-ports.js";
import type { Installation } from "./installation.js";
import { ManagementError } from "./management-client.js";
import {
  type BootDefinitions,
  createNodeFolder,
  generatedDefinitions,
  type NodeExtras,
  type NodeFolder,
  type NodePorts,
} from "./node-folder.js";
import { startWatched, type WatchedServer } from "./watchdog.js";

/** How long a node may take to boot, in milliseconds: some three seconds on two cores, more on a busy machine. */
const bootPatience = 90_000;

/** How a private node is started. */
export interface PrivateNodeOptions extends NodeExtras {
  /** Imported at boot instead of the generated definitions and random users. */
  readonly boot?: BootDefinitions;
  readonly signal?: AbortSignal;
}

/**
 * Boots a RabbitMQ of our own from an installation: own ports on 127.0.0.1, own data, gone when this process is gone.
 * Any number may run at once. With `boot` definitions that bring no administrator, only `ctl` and AMQP can be used.
 *
 * @throws Error with the end of the node's log when it does not get ready.
 */
export async function startPrivateNode(
  installation: Installation,
  options: PrivateNodeOptions = {},
): Promise<BrokerNode> {
  const [amqp = 0, management = 0, metrics = 0, distribution = 0, epmd = 0] = await freePorts(5);
  const ports: NodePorts = { amqp, management, metrics, distribution, epmd };
  const folder = await createNodeFolder(`insaka-${randomBytes(4).toString("hex")}`, ports, options.boot, options);
  const server = startWatched(installation.server, folder.path, folder.log, folder.env);
  const handle: BrokerHandle = {
    origin: "private-node",
    description: `RabbitMQ ${installation.version}, private node on 127.0.0.1:${amqp}`,
    version: installation.version,
    amqp: { host: "127.0.0.1", port: amqp, secure: false },
    managementUrl: `http://127.0.0.1:${management}`,
    admin: folder.admin,
    ctl: { command: installation.ctl, env: folder.env },
  };
  const node = brokerNode(handle, () => server.stop());
  try {
    await untilReady(handle, server, options.signal);
    if (options.boot === undefined) await checkImport(node, folder);
  } catch (error) {
    const tail = await logTail(folder);
    await server.stop();
    await rm(folder.path, { recursive: true, force: true });
    throw new Error(`RabbitMQ ${installation.version} did not get ready: ${String(error)}\n${tail}`, { cause: error });
  }
  return node;
}

/** AMQP is listened on last of all, after the import of definitions. */
async function untilReady(handle: BrokerHandle, server: WatchedServer, signal: AbortSignal | undefined): Promise<void> {
  const deadline = Date.now() + bootPatience;
  let running = true;
  void server.ended.then(() => {
    running = false;
  });
  while (!(await amqpAnswers(handle.amqp))) {
    signal?.throwIfAborted();
    if (!running) throw new Error("the node ended while it booted");
    if (Date.now() > deadline) throw new Error(`nothing answered on ${handle.amqp.port} for ${bootPatience} ms`);
    await pause(50);
  }
}

/**
 * At some mistakes in a definitions file RabbitMQ stops the import, says nothing, and boots without what was to come. The
 * administrator comes last of all, so where the node does not know him, an import by hand tells what was wrong.
 */
async function checkImport(node: BrokerNode, folder: NodeFolder): Promise<void> {
  try {
    // Not /overview, which a 4.3 that has just booted answers with 500 until it has collected its first numbers.
    await node.management.request("GET", "/whoami");
  } catch (error) {
    if (!(error instanceof ManagementError && error.status === 401)) throw error;
    await node.ctl?.("import_definitions", generatedDefinitions(folder));
    throw error;
  }
}

async function logTail(folder: NodeFolder): Promise<string> {
  const text = await readFile(folder.log, "utf8").catch(() => "");
  return stripVTControlCharacters(text).trimEnd().split("\n").slice(-25).join("\n");
}
