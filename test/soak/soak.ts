import { setTimeout as pause } from "node:timers/promises";
import type { BrokerNode, Definitions } from "@insaka/broker";
import { definitions } from "@intellifin/contracts/definitions";
import { type Judged, judge, median } from "./judge.js";
import { RunningChild } from "./running-child.js";
import type { Sample, Work } from "./sample.js";

export interface SoakOptions {
  readonly minutes: number;
  /** Events a second. */
  readonly rate: number;
  readonly plant?: string;
  readonly tell: (line: string) => void;
}

export interface SoakedLoad {
  readonly judged: readonly Judged[];
  readonly work: Work | undefined;
  /** What gained listeners in the second half. */
  readonly gained: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
}

export interface SoakReport {
  readonly format: 1;
  readonly broker: string;
  readonly minutes: number;
  readonly rate: number;
  /** How often the broker closed all connections. */
  readonly cuts: number;
  readonly ours: SoakedLoad;
  readonly raw: SoakedLoad;
  /** Medians of the second half, ours less raw's. */
  readonly aboveRaw: { readonly heapMb: number; readonly rssMb: number };
}

/** Runs ours and raw amqplib beside each other, each on a virtual host of its own, and judges their samples. */
export async function soak(node: BrokerNode, { minutes, rate, plant, tell }: SoakOptions): Promise<SoakReport> {
  const seconds = minutes * 60;
  // Sixty samples, but none closer than the broker counts.
  const every = Math.max(2, seconds / 60);
  const hosts = [
    await node.createVirtualHost(definitions as Definitions),
    await node.createVirtualHost(definitions as Definitions),
  ] as const;
  const urls = Object.fromEntries(
    ["loan-origination", "communications", "api-gateway"].map((service) => [service, hosts[0].url(service)]),
  );
  const planted = plant === undefined ? {} : { plant };
  const children: RunningChild[] = [];
  let cuts = 0;
  try {
    children.push(await RunningChild.start("ours", hosts[0], { urls, rate, ...planted }));
    children.push(await RunningChild.start("raw", hosts[1], { urls: { admin: hosts[1].adminUrl }, rate }));
    const begun = performance.now();
    const elapsed = (): number => (performance.now() - begun) / 1_000;
    for (let round = 1; elapsed() < seconds; round += 1) {
      await pause(Math.max(0, round * every - elapsed()) * 1_000);
      for (const child of children) await child.sample(Math.round(elapsed()));
      const [sample] = children.map(({ samples }) => samples.at(-1));
      if (round % 10 === 0 && sample !== undefined)
        tell(
          `${sample.at} s: heap ${sample.heapMb.toFixed(1)} MB, RSS ${sample.rssMb.toFixed(0)} MB, ${sample.listeners} listeners`,
        );
      if (round % 5 !== 2) continue;
      for (const child of children) {
        await child.cutConnections();
        await child.purge();
      }
      cuts += 1;
    }
  } finally {
    for (const child of children) await child.stop();
    for (const host of hosts) await host.delete();
  }
  const [ours, raw] = children.map((child) => ({
    judged: judge(child.samples),
    work: child.work,
    gained: child.gained(),
    samples: child.samples,
  }));
  if (ours === undefined || raw === undefined) throw new Error("nothing was sampled");
  const above = (measure: "heapMb" | "rssMb"): number => medianOf(ours, measure) - medianOf(raw, measure);
  const aboveRaw = { heapMb: above("heapMb"), rssMb: above("rssMb") };
  return { format: 1, broker: node.version, minutes, rate, cuts, ours, raw, aboveRaw };
}

function medianOf({ samples }: SoakedLoad, measure: "heapMb" | "rssMb"): number {
  return median(samples.slice(Math.floor(samples.length / 2)).map((sample) => sample[measure]));
}
