import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ClusterNode,
  type Definitions,
  findInstallation,
  startPrivateCluster,
  type VirtualHost,
} from "@insaka/broker";
import { FaultCluster } from "../../../faults/cluster/fault-cluster.js";
import { QUEUE } from "../event.js";
import { program } from "../processes.js";
import { type Spread, spread } from "../rounds.js";

/** For how long a client publishes after the leader's death, in milliseconds. */
const AFTER = 4_000;
/** Whatever happens, a client ends. */
const timeout = 60_000;

/** How long nothing was confirmed after the leader of the queue, to which the publisher was connected, had been killed. */
export interface ReconnectFigures {
  readonly subject: string;
  readonly rounds: number;
  readonly gapMs: Spread;
  /** Over raw amqplib's in the same round; null for raw itself. */
  readonly gapRatio: Spread | null;
}

/** Measures `raw` and `typed` alternately on a cluster of three nodes of its own; nothing where no RabbitMQ is installed. */
export async function measureReconnect(
  rounds: number,
  definitions: Definitions,
  tell: (line: string) => void,
): Promise<readonly ReconnectFigures[]> {
  const installation = rounds > 0 ? await findInstallation() : undefined;
  if (installation === undefined) return [];
  const cluster = await startPrivateCluster(installation, { configuration: "queue_leader_locator = balanced" });
  try {
    const faults = new FaultCluster(cluster);
    const gaps = new Map<string, number[]>([
      ["raw", []],
      ["typed", []],
    ]);
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? ["raw", "typed"] : ["typed", "raw"];
      for (const subject of order) {
        const gap = await gapOf(subject, faults, definitions);
        gaps.get(subject)?.push(gap);
        tell(`reconnect, round ${round + 1}, ${subject}: ${gap.toFixed(0)} ms`);
        await faults.whole();
      }
    }
    const raw = gaps.get("raw") ?? [];
    return [...gaps].map(([subject, all]) => ({
      subject,
      rounds: all.length,
      gapMs: spread(all),
      gapRatio: subject === "raw" ? null : spread(all.map((gap, round) => gap / (raw[round] ?? Number.NaN))),
    }));
  } finally {
    await cluster.stop();
  }
}

async function gapOf(subject: string, cluster: FaultCluster, definitions: Definitions): Promise<number> {
  const host = await cluster.alive.broker.createVirtualHost(topology(definitions));
  const client = spawn(process.execPath, [program("reconnect-client")], {
    stdio: ["pipe", "pipe", "inherit"],
    timeout,
  });
  try {
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
    const urls = cluster.nodes.map(({ broker }) => {
      const url = new URL(host.url("client-management"));
      url.port = String(broker.amqpPort);
      return url.href;
    });
    // Not as an argument: the URLs hold passwords, and arguments are seen by everybody on the machine.
    client.stdin.write(`${JSON.stringify({ subject, urls })}\n`);
    await lines.next();
    const leader = await leadWhere(host, cluster);
    client.stdin.write("mark\n");
    await leader.kill();
    await pause(AFTER);
    client.stdin.write("end\n");
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`${subject} ended before it told its gap`);
    return (JSON.parse(String(value)) as { readonly gapMs: number }).gapMs;
  } finally {
    client.kill();
    await cluster.whole();
    await host.delete();
  }
}

/** One queue is enough: on three nodes each one takes a while to declare. */
function topology(definitions: Definitions): Definitions {
  const kept = (name: string): boolean => name.startsWith(QUEUE) || name.startsWith("insaka.");
  return {
    ...definitions,
    queues: (definitions.queues ?? []).filter(({ name }) => kept(name)),
    bindings: (definitions.bindings ?? []).filter(
      ({ destination, destination_type }) => destination_type !== "queue" || kept(destination),
    ),
  };
}

/** Has the queue led by the node that the publisher is connected to, so that its death takes both: the worse of two cases. */
async function leadWhere(host: VirtualHost, cluster: FaultCluster): Promise<ClusterNode> {
  type View = readonly { readonly vhost: string; readonly node: string }[];
  const { management } = cluster.alive.broker;
  let at: string | undefined;
  while (at === undefined) {
    const views = await management.request<View>("GET", "/connections?columns=vhost,node");
    at = views.find(({ vhost }) => vhost === host.name)?.node;
    if (at === undefined) await pause(200);
  }
  const queue = `rabbit_misc:r(<<"${host.name}">>, queue, <<"${QUEUE}">>)`;
  const move = `{ok, Q} = rabbit_amqqueue:lookup(${queue}), rabbit_quorum_queue:transfer_leadership(Q, '${at}').`;
  await cluster.ctl(cluster.alive, "eval", move);
  for (;;) {
    const leader = await cluster.leaderOf(host, QUEUE);
    if (`${leader.name}@localhost` === at) return leader;
    await pause(200);
  }
}
