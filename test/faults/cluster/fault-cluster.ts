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
   * Cuts a node off from the others: both sides are given a cookie for each other that does not fit and drop their link, so that no
   * distribution connection can come about until `rejoin`. Clients still reach all nodes.
   */
  async isolate(node: ClusterNode): Promise<void> {
    await Promise.all(this.#others(node).flatMap((other) => [refuse(this, node, other), refuse(this, other, node)]));
  }

  async rejoin(node: ClusterNode): Promise<void> {
    const cookie = "C = erlang:get_cookie(),";
    const accept = (one: ClusterNode, other: ClusterNode): Promise<string> =>
      this.ctl(
        one,
        "eval",
        `${cookie} N = '${other.name}@localhost', erlang:set_cookie(N, C), net_kernel:connect_node(N).`,
      );
    for (const other of this.#others(node)) {
      await accept(node, other);
      await accept(other, node);
    }
  }

  #others(node: ClusterNode): readonly ClusterNode[] {
    return this.nodes.filter((other) => other !== node);
  }
}

function refuse(cluster: FaultCluster, one: ClusterNode, other: ClusterNode): Promise<string> {
  const name = `'${other.name}@localhost'`;
  return cluster.ctl(one, "eval", `erlang:set_cookie(${name}, refused), erlang:disconnect_node(${name}).`);
}
