import { type BigIntStats, lstatSync } from "node:fs";

/**
 * What a file looks like from outside: nobody changes its content without changing one of these. The time of the last change of its
 * entry (ctime) cannot be set by hand, so a file whose old time of writing was put back has another stamp all the same.
 */
export interface FileLook {
  readonly isFile: boolean;
  readonly stamp: string;
  /**
   * Whether it has not been touched for a while. What was touched just now may be touched again within the same tick of the file
   * system's clock, and then nothing would show: its stamp says nothing.
   */
  readonly isSettled: boolean;
}

/** The coarsest clock that a file system of today has ticks every two seconds. */
const tickMs = 2_000;

/**
 * Looks at a file from outside, without following a link; undefined where there is none. Who goes on to read it has looked first: what
 * is changed after the look has another stamp than the one that is remembered.
 */
export function lookAt(path: string): FileLook | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : lookOf(stat, Date.now());
}

/** @param now - in milliseconds since 1970 */
export function lookOf(stat: BigIntStats, now: number): FileLook {
  const { dev, ino, mode, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = stat;
  const touched = mtimeMs > ctimeMs ? mtimeMs : ctimeMs;
  return {
    isFile: stat.isFile(),
    stamp: [dev, ino, mode, size, mtimeNs, ctimeNs].join(" "),
    isSettled: touched < BigInt(Math.floor(now)) - BigInt(tickMs),
  };
}
