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
  /** Tells what a deleted queue held. */
  destroyed(seen: readonly Seen[]): void;
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
  /** From when recovery is counted: from the beginning of the fault, or from its end where nothing can work before. */
  readonly recoveryFrom: "injection" | "heal";
  /** Part of the short form. */
  readonly short?: boolean;
  /** Dead letters that are right, where there are any. */
  readonly deadLetters?: { readonly least: number; readonly most: number };
  /** How long a handler takes, in milliseconds; 0 unless given. */
  readonly workMs?: number;
  readonly prefetch?: number;
  /** Does it, and undoes it: when it resolves, all works again as far as the fault is concerned. */
  readonly inject: (context: FaultContext) => Promise<void>;
}
