import { setTimeout as pause } from "node:timers/promises";
import { apiPath, type ClusterNode, type PrivateCluster, type VirtualHost } from "@insaka/broker";

/** What a fault can do to the cluster. */
export class FaultCluster {
  readonly nodes: readonly ClusterNode[];

  constructor({ nodes }: PrivateCluster) {
    this.nodes = nodes;
  }

  /** A node that runs, for questions and orders. */
  get alive(): ClusterNode {
    const node = this.nodes.find(({ running }) => running);
    if (node === undefined) throw new Error("no node runs");
    return node;
  }

  /** The administrator's URL of a virtual host at a node that runs. It holds a password: never print it. */
  urlOf(host: VirtualHost): string {
    const url = new URL(host.adminUrl);
    url.port = String(this.alive.broker.amqpPort);
    return url.href;
  }

  async ctl(node: ClusterNode, ...args: readonly string[]): Promise<string> {
    if (node.broker.ctl === undefined) throw new Error(`${node.name} has no rabbitmqctl`);
    return node.broker.ctl(...args);
  }

  /** The node that leads a quorum queue. */
  async leaderOf(host: VirtualHost, queue: string): Promise<ClusterNode> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const path = apiPath("queues", host.name, queue);
      const view = await this.alive.broker.management.find<{ leader?: string }>(path).catch(() => undefined);
      const node = this.nodes.find(({ name, running }) => running && view?.leader === `${name}@localhost`);
      if (node !== undefined) return node;
      await pause(200);
    }
    throw new Error(`nobody leads ${queue}`);
  }

  /** Starts what does not run, and waits until every node sees every other one. */
  async whole(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
    const all = this.nodes.length;
    const deadline = Date.now() + 120_000;
    for (const { broker, name } of this.nodes) {
      type View = readonly { readonly running: boolean }[];
      const seen = async (): Promise<number> => {
        const view = await broker.management.request<View>("GET", "/nodes?columns=name,running").catch(() => []);
        return view.filter(({ running }) => running).length;
      };
      while ((await seen()) < all) {
        if (Date.now() > deadline) throw new Error(`${name} does not see the whole cluster`);
        await pause(300);
      }
    }
  }

  /**
   * Cuts a node off from the others: it is given a cookie for them that does not fit and drops its links, so that no distribution
   * connection can come about, from either side, until `rejoin`. Clients still reach all nodes.
   */
  async isolate(node: ClusterNode): Promise<void> {
    await this.ctl(
      node,
      "eval",
      `[begin erlang:set_cookie(N, refused), erlang:disconnect_node(N) end || N <- ${this.#others(node)}].`,
    );
  }

  async rejoin(node: ClusterNode): Promise<void> {
    const one = "erlang:set_cookie(N, erlang:get_cookie()), net_kernel:connect_node(N)";
    await this.ctl(node, "eval", `[begin ${one} end || N <- ${this.#others(node)}].`);
  }

  /** Calls a function of Erlang on every node. */
  async callEverywhere(module: string, name: string, ...args: readonly string[]): Promise<void> {
    await this.ctl(this.alive, "eval", `erpc:multicall([node() | nodes()], ${module}, ${name}, [${args.join(", ")}]).`);
  }

  #others(node: ClusterNode): string {
    return `[${this.nodes.filter((other) => other !== node).map(({ name }) => `'${name}@localhost'`)}]`;
  }
}
