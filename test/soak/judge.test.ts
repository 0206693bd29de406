import { expect, test } from "vitest";
import { judge, medianSlope } from "./judge.js";
import type { Sample } from "./sample.js";

/** Noise that is the same in each run. */
const noise = (index: number): number => Math.sin(index * 12.9898) * 0.9;

function series(change: (index: number) => Partial<Sample> = () => ({})): readonly Sample[] {
  return Array.from({ length: 60 }, (_, index) => ({
    at: index * 10,
    // Caches fill in the first minutes.
    heapMb: 30 - 12 * Math.exp(-index / 6) + noise(index) / 3,
    rssMb: 120 - 30 * Math.exp(-index / 6) + 3 * noise(index),
    handles: 8,
    timers: 6 + Math.round(noise(index)),
    listeners: 200 + Math.round(3 * noise(index)),
    promises: 900 + Math.round(30 * noise(index)),
    pending: 3 + Math.round(noise(index)),
    connections: 6,
    channels: 20,
    ...change(index),
  }));
}
const growing = (samples: readonly Sample[]) => judge(samples).flatMap(({ measure, flat }) => (flat ? [] : [measure]));

test("what goes up and down around one value is flat", () => {
  expect(growing(series())).toEqual([]);
});

test("a spike is no leak, nor are three of them", () => {
  expect(growing(series((index) => (index % 18 === 7 ? { heapMb: 90, promises: 9_000, pending: 500 } : {})))).toEqual(
    [],
  );
});

test.each<[planted: string, change: (index: number) => Partial<Sample>, found: string]>([
  ["200 bytes for each of 500 messages a second", (index) => ({ heapMb: 30 + index * 0.95 + noise(index) }), "heapMb"],
  [
    "a listener for each reconnect, one in 30 seconds",
    (index) => ({ listeners: 200 + index / 3 + 2 * noise(index) }),
    "listeners",
  ],
  ["a channel a minute", (index) => ({ channels: 20 + Math.floor(index / 6) }), "channels"],
  ["a connection in two minutes", (index) => ({ connections: 6 + Math.floor(index / 12) }), "connections"],
  ["one of a thousand requests that nobody answers", (index) => ({ pending: 3 + index }), "pending"],
])("%s is found", (_, change, found) => {
  expect(growing(series((index) => change(index)))).toContain(found);
});

test("too few samples are no proof", () => {
  expect(growing(series().slice(0, 6)).length).toBeGreaterThan(0);
});

test("the slope is that of most", () => {
  expect(
    medianSlope([
      [0, 0],
      [1, 2],
      [2, 4],
      [3, 600],
      [4, 8],
      [5, 10],
    ]),
  ).toBeCloseTo(2);
});
