import { cpus, loadavg, totalmem } from "node:os";

/** Where and when figures were measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly platform: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Processes that wanted to run in the minute before, on average: above `cores`, wall times are those of a busy machine. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** The load of the minute before. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** This machine, now. */
export function machine(loadBefore: number): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
    loadBefore,
    loadAfter: load(),
  };
}

/** The same in a sentence. */
export function machineInWords({ cpu, cores, memoryGb, node, platform, date, loadBefore, loadAfter }: Machine): string {
  const busy =
    Math.max(loadBefore, loadAfter) > 1.5 ? " Others were using it: wall times are too long, CPU times less so." : "";
  return `${date}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}; load ${loadBefore} before and ${loadAfter} after.${busy}`;
}
