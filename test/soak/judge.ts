import type { Sample } from "./sample.js";

type Measure = Exclude<keyof Sample, "at">;

/**
 * What each may grow by over the second half of a run, at its median slope: so much for noise, or that part of its median, whichever
 * is more. A leak of one for each message or for each reconnect is far above in any run that is worth the name.
 */
const BOUNDS: Readonly<Record<Measure, { readonly noise: number; readonly part: number }>> = {
  heapMb: { noise: 1, part: 0.05 },
  // V8 keeps pages for a while that it does not need.
  rssMb: { noise: 8, part: 0.08 },
  handles: { noise: 1.5, part: 0 },
  timers: { noise: 5, part: 0.1 },
  listeners: { noise: 8, part: 0.02 },
  promises: { noise: 100, part: 0.1 },
  pending: { noise: 20, part: 0.1 },
  connections: { noise: 1.5, part: 0 },
  channels: { noise: 2.5, part: 0 },
};

export interface Judged {
  readonly measure: Measure;
  readonly first: number;
  readonly median: number;
  readonly last: number;
  /** By the median of all slopes between two samples of the second half, over the length of that half. */
  readonly growth: number;
  readonly bound: number;
  readonly flat: boolean;
}

/** Judges each measure by the second half of its samples: in the first one caches fill and code is compiled. */
export function judge(samples: readonly Sample[]): readonly Judged[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const span = (half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0);
  return (Object.keys(BOUNDS) as Measure[]).map((measure) => {
    const points = half.map((sample) => [sample.at, sample[measure]] as const);
    const middle = median(points.map(([, value]) => value));
    const growth = medianSlope(points) * span;
    const { noise, part } = BOUNDS[measure];
    const bound = Math.max(noise, part * middle);
    const [first, last] = [points[0]?.[1] ?? 0, points.at(-1)?.[1] ?? 0];
    return { measure, first, median: middle, last, growth, bound, flat: points.length >= 5 && growth <= bound };
  });
}

/** Theil and Sen's: a third of the samples may be anything without it being moved. */
export function medianSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points.flatMap(([x1, y1], index) =>
    points.slice(index + 1).flatMap(([x2, y2]) => (x2 === x1 ? [] : [(y2 - y1) / (x2 - x1)])),
  );
  return median(slopes);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
