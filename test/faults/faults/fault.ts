import type { Definitions, VirtualHost } from "@insaka/broker";
import type { Seen } from "../checker/check.js";
import type { FaultCluster } from "../cluster/fault-cluster.js";
import type { FaultProxy } from "../proxy/fault-proxy.js";
import type { LoadProcess } from "../run/load-process.js";

/** What a fault may reach while a publisher and a consumer are under load. */
export interface FaultContext {
  readonly cluster: FaultCluster;
  readonly host: VirtualHost;
  readonly definitions: Definitions;
  /** One for each node, in the order of the nodes. */
  readonly proxies: readonly FaultProxy[];
  readonly publisher: LoadProcess;
  readonly consumer: LoadProcess;
  /** In [0, 1), fixed by the seed of the round. */
  readonly random: () => number;
  /** Whether ours is under the fault: what only ours promises is not asked of the others. */
  readonly ours: boolean;
  /** Tells what a deleted queue can have held by id, and how many messages it held at most. */
  destroyed(seen: readonly Seen[], atMost: number): void;
  /** Tells what was sent while its queue did not exist. */
  queueless(seen: readonly Seen[]): void;
  /**
   * Tells that from now on the named processes provably cannot work; `ready` after `boundMs` is wrong until {@link FaultContext.up}.
   */
  down(who: "publisher" | "consumer" | "both", boundMs: number): void;
  up(): void;
  /** Another process with this many clients that only stay connected; ended with the round. */
  crowd(clients: number): Promise<LoadProcess>;
  /** A figure that belongs to this fault, for the page. */
  note(text: string): void;
  /** Something that was not as it must be. */
  complain(text: string): void;
}

/** One row of the matrix. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  /**
   * What recovery is: from the end of the fault until something works, where nothing can work before; else the longest pause since
   * its beginning.
   */
  readonly recoveryFrom: "injection" | "heal";
  /** How long it lasts until it has healed and work is taken up again, in seconds on a quiet machine. */
  readonly seconds: number;
  /** Why the others cannot be put under it. */
  readonly notForPeers?: string;
  /** Part of the short form. */
  readonly short?: boolean;
  /** Dead letters that are right, where there are any. */
  readonly deadLetters?: { readonly least: number; readonly most: number };
  /** Whether retries may come back to a queue that does not exist. */
  readonly strays?: boolean;
  /** How long a handler takes, in milliseconds; 0 unless given. */
  readonly workMs?: number;
  readonly prefetch?: number;
  /** Does it, and undoes it: when it resolves, all works again as far as the fault is concerned. */
  readonly inject: (context: FaultContext) => Promise<void>;
}
