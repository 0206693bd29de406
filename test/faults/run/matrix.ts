import { type Definitions, type Installation, type PrivateCluster, startPrivateCluster } from "@insaka/broker";
import { FaultCluster } from "../cluster/fault-cluster.js";
import type { Fault } from "../faults/fault.js";
import type { Row } from "../report/page.js";
import type { Subject } from "../subject.js";
import { ClusterUnusable, type Round, round } from "./round.js";

/** What a run of the matrix is asked for. */
export interface MatrixOptions {
  readonly installation: Installation;
  readonly definitions: Definitions;
  readonly faults: readonly Fault[];
  readonly subjects: readonly Subject[];
  readonly rounds: number;
  readonly messages: number;
  readonly rate: number;
  readonly seed: number;
  readonly folder: string;
  /** Takes a line about each round. */
  readonly tell: (line: string) => void;
  /** Takes a line about where a round is. */
  readonly progress: (line: string) => void;
  /** Takes each cluster that is started, so that a signal can end it. */
  readonly started: (cluster: PrivateCluster) => void;
}

/** Lines of configuration that all nodes have beside the production file. */
function configurationOf(version: string): string {
  const lines = ["queue_leader_locator = balanced", "net_ticktime = 10"];
  // Mnesia, the metadata store of most clusters before 4.3, does not heal from a partition by itself; 4.3 has Khepri alone.
  if (/^(3|4\.[0-2])\./.test(version)) lines.push("cluster_partition_handling = pause_minority");
  return `${lines.join("\n")}\n`;
}

/** Plays every fault with every subject, one after the other. A cluster that a round broke is replaced by a new one. */
export async function matrix(options: MatrixOptions): Promise<readonly Row[]> {
  const { installation, faults, subjects, tell, progress, folder, definitions } = options;
  const configuration = configurationOf(installation.version);
  const start = async (): Promise<PrivateCluster> => {
    const cluster = await startPrivateCluster(installation, { configuration });
    options.started(cluster);
    return cluster;
  };
  let cluster = await start();
  const rows: Row[] = [];
  try {
    for (const fault of faults) {
      for (const subject of subjects) {
        const { id, title, recoveryFrom, notForPeers } = fault;
        const head = { fault: id, title, recoveryFrom, subject: subject.id };
        if (notForPeers !== undefined && subject.id !== "insaka") {
          rows.push({ ...head, rounds: [], broken: [], notApplicable: notForPeers });
          continue;
        }
        const rounds: Round[] = [];
        const broken: string[] = [];
        for (let n = 0; n < options.rounds; n += 1) {
          const seed = options.seed + n;
          const { messages, rate } = options;
          const one = { definitions, subject, fault, folder, tell: progress, messages, rate, seed };
          try {
            const played = await round({ ...one, cluster: new FaultCluster(cluster) }).catch(async (error: unknown) => {
              // A node can come back from a kill without a part of itself (seen: the supervisor of at-least-once dead-lettering).
              // Nothing of this round has happened yet, so it is played on a new cluster.
              if (!(error instanceof ClusterUnusable)) throw error;
              progress("the cluster takes no round any more: a new one");
              await cluster.stop();
              cluster = await start();
              return round({ ...one, cluster: new FaultCluster(cluster) });
            });
            rounds.push(played);
            tell(`${id} ${subject.id} ${inWords(played)}`);
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            broken.push(`seed ${seed} was not carried to its end: ${reason}`);
            tell(`${id} ${subject.id} ${broken.at(-1)}`);
            await cluster.stop();
            cluster = await start();
          }
        }
        rows.push({ ...head, rounds, broken });
      }
    }
  } finally {
    await cluster.stop();
  }
  return rows;
}

function inWords({ seed, verdict, recovery, readinessWrong, seconds, complaints, notes }: Round): string {
  const { attempted, confirmed, lost, invented, destroyed, queueless, duplicated, unknown } = verdict;
  const back =
    recovery === undefined
      ? "not recovered"
      : `recovered after ${recovery.whole} ms (publishing ${recovery.confirms}, consuming ${recovery.handles})`;
  const figures = [
    `seed ${seed}: ${attempted} attempted`,
    `${confirmed} confirmed`,
    `${lost.length} lost`,
    `${invented.length} invented`,
    `${destroyed.length} destroyed`,
    `${queueless.length} sent while their queue was away`,
    `${duplicated} duplicated`,
    `${unknown.all} unknown (${unknown.stored} stored, ${unknown.partly} partly, ${unknown.absent} absent)`,
    back,
    `readiness wrong ${readinessWrong}`,
    `${seconds} s`,
  ];
  return [figures.join(", "), ...notes, ...complaints.map((text) => `COMPLAINT: ${text}`)].join("; ");
}
