import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { amqpAnswers } from "./amqp-answers.js";
import { type BrokerHandle, type BrokerNode, brokerNode } from "./broker-node.js";
import { freePorts } from "./free-ports.js";
import type { Installation } from "./installation.js";
import { createNodeFolder, type NodeFolder } from "./node-folder.js";
import { usersWithPasswords } from "./users-file.js";

/** How long a node of a cluster may take to answer, in milliseconds: it waits for the others before it listens. */
const bootPatience = 120_000;

/**
 * Holds a pipe that only we write to; its end is ours, of whatever kind, and then every process that a `pid` file names is killed and
 * the folder removed. The port mapper is shared by the nodes, so that the end of one node takes nobody's name away.
 */
const keeper = `
root=$1
epmd -address 127.0.0.1 -port "$2" >/dev/null 2>&1 </dev/null & mapper=$!
trap '' INT HUP
while read -r _; do :; done
for file in "$root"/*.pid; do kill -KILL "$(cat "$file")" 2>/dev/null; done
kill -KILL "$mapper" 2>/dev/null
rm -rf $(cat "$root/folders") "$root"
`;

/** One node of a cluster on this machine. */
export interface ClusterNode {
  readonly name: string;
  /** The node as a broker; its `stop` is the cluster's. */
  readonly broker: BrokerNode;
  /** Starts it, and resolves when it listens. Nothing happens where it runs. */
  start(): Promise<void>;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  readonly running: boolean;
}

/** Nodes that form one cluster, each with data of its own, all gone when this process is gone. */
export interface PrivateCluster {
  readonly version: string;
  readonly nodes: readonly ClusterNode[];
  stop(): Promise<void>;
}

/** What a cluster is started with. */
export interface ClusterOptions {
  readonly size?: number;
  /** Further lines of rabbitmq.conf for every node. */
  readonly configuration?: string;
}

/** Boots `size` nodes (three unless given) that form one cluster over 127.0.0.1, with own ports, cookie and port mapper. */
export async function startPrivateCluster(
  installation: Installation,
  { size = 3, configuration = "" }: ClusterOptions = {},
): Promise<PrivateCluster> {
  const id = randomBytes(4).toString("hex");
  const [epmd = 0, ...ports] = await freePorts(1 + 4 * size);
  const names = Array.from({ length: size }, (_, index) => `insaka-${id}-${index + 1}`);
  const root = await mkdtemp(join(tmpdir(), "insaka-cluster-"));
  const users = await usersWithPasswords();
  const boot = { "20-users.json": users.definitions };
  const cookie = randomBytes(16).toString("hex");
  const peers = names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}@localhost`);
  const shared = ["cluster_formation.peer_discovery_backend = classic_config", ...peers, configuration].join("\n");
  const nodes: Node[] = [];
  for (const [index, name] of names.entries()) {
    const [amqp = 0, management = 0, metrics = 0, distribution = 0] = ports.slice(4 * index);
    const folder = await createNodeFolder(name, { amqp, management, metrics, distribution, epmd }, boot);
    await writeFile(join(folder.path, "conf.d", "95-cluster.conf"), `${shared}\n`);
    await writeFile(join(folder.path, ".erlang.cookie"), cookie);
    await chmod(join(folder.path, ".erlang.cookie"), 0o400);
    nodes.push(new Node(name, root, folder, installation, { amqp, management, admin: users.admin }, () => stop()));
  }
  await writeFile(join(root, "folders"), nodes.map(({ folder }) => folder.path).join(" "));
  const watchdog = spawn("/bin/sh", ["-c", keeper, "insaka-cluster", root, String(epmd)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const ended = once(watchdog, "exit");
  watchdog.unref();
  const stop = async (): Promise<void> => {
    watchdog.ref();
    watchdog.stdin?.end();
    await ended;
  };
  try {
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { version: installation.version, nodes, stop };
}

interface NodeAddress {
  readonly amqp: number;
  readonly management: number;
  readonly admin: BrokerHandle["admin"];
}

class Node implements ClusterNode {
  readonly name: string;
  readonly broker: BrokerNode;
  readonly folder: NodeFolder;
  readonly #root: string;
  readonly #server: string;
  readonly #handle: BrokerHandle;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    root: string,
    folder: NodeFolder,
    { server, ctl, version }: Installation,
    { amqp, management, admin }: NodeAddress,
    stopCluster: () => Promise<void>,
  ) {
    this.name = name;
    this.folder = folder;
    this.#root = root;
    this.#server = server;
    this.#handle = {
      origin: "private-node",
      description: `RabbitMQ ${version}, node ${name} of a private cluster on 127.0.0.1:${amqp}`,
      version,
      amqp: { host: "127.0.0.1", port: amqp, secure: false },
      managementUrl: `http://127.0.0.1:${management}`,
      admin,
      ctl: { command: ctl, env: folder.env },
    };
    this.broker = brokerNode(this.#handle, stopCluster);
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  async start(): Promise<void> {
    if (this.#child === undefined) this.#spawn();
    const deadline = Date.now() + bootPatience;
    while (!(await amqpAnswers(this.#handle.amqp))) {
      if (!this.running || Date.now() > deadline) {
        const log = await readFile(this.folder.log, "utf8").catch(() => "");
        throw new Error(`${this.#handle.description} did not get ready:\n${log.split("\n").slice(-25).join("\n")}`);
      }
      await pause(100);
    }
  }

  async stop(): Promise<void> {
    // The server takes SIGTERM as the wish for an orderly end.
    this.#child?.kill("SIGTERM");
    await this.#ended;
  }

  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  #spawn(): void {
    const script = 'echo $$ >"$1"; exec "$2" >>"$3" 2>&1';
    const pid = join(this.#root, `${this.name}.pid`);
    const child = spawn("/bin/sh", ["-c", script, this.name, pid, this.#server, this.folder.log], {
      // With the last one RabbitMQ's script becomes the Erlang machine instead of starting it: one process id for all.
      env: { ...this.folder.env, RUNNING_UNDER_SYSTEMD: "true" },
      stdio: "ignore",
      detached: true,
      // A node that was stopped together with all others has been seen to leave a Mnesia folder where it was started.
      cwd: this.folder.path,
    });
    child.unref();
    this.#child = child;
    this.#ended = once(child, "exit").then(async () => {
      this.#child = undefined;
      // Its number may be somebody else's by the time the keeper reads the file.
      await rm(pid, { force: true });
    });
  }
}
