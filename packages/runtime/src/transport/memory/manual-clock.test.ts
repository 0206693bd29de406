import { expect, test } from "vitest";
import { manualClock } from "./manual-clock.js";

test("time stands still until it is told to go on, and then by exactly as much", async () => {
  const clock = manualClock(1_000);
  expect(clock.now()).toBe(1_000);
  await clock.advance(250);
  expect(clock.now()).toBe(1_250);
});

test("timers fire in order of time, each seeing its own, and what one sets is part of the same advance", async () => {
  const clock = manualClock(0);
  const fired: [string, number][] = [];
  const note = (name: string) => (): void => void fired.push([name, clock.now()]);
  clock.after(30, note("c"));
  clock.after(10, () => {
    note("a")();
    clock.after(10, note("b"));
    clock.after(100, note("later"));
  });
  clock.after(10, note("a2"));
  await clock.advance(50);
  expect(fired).toEqual([
    ["a", 10],
    ["a2", 10],
    ["b", 20],
    ["c", 30],
  ]);
});

test("promise jobs run between two timers", async () => {
  const clock = manualClock(0);
  const seen: string[] = [];
  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
  const chain = async (): Promise<void> => {
    await wait(10);
    seen.push(`after 10: ${clock.now()}`);
    await wait(10);
    seen.push(`after 20: ${clock.now()}`);
  };
  const chained = chain();
  clock.after(25, () => seen.push("at 25"));
  await clock.advance(25);
  await chained;
  expect(seen).toEqual(["after 10: 10", "after 20: 20", "at 25"]);
});

test("what is called off does not fire, and two advances at once follow each other", async () => {
  const clock = manualClock(0);
  let fired = 0;
  clock.after(5, () => {
    fired += 1;
  })();
  await Promise.all([clock.advance(10), clock.advance(10)]);
  expect(fired).toBe(0);
  expect(clock.now()).toBe(20);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
  "it is not advanced by %s: time would go back, or be none",
  async (ms) => {
    const clock = manualClock(1_000);
    await expect(clock.advance(ms)).rejects.toThrow(RangeError);
    expect(clock.now()).toBe(1_000);
  },
);
