import { expect, test } from "vitest";
import { manualClock } from "../transport/memory/manual-clock.js";
import { Deadlines } from "./deadlines.js";

/** A clock that counts the timers that are set. */
function counted() {
  const clock = manualClock();
  let [set, open] = [0, 0];
  const after = (ms: number, run: () => void): (() => void) => {
    set += 1;
    open += 1;
    const callOff = clock.after(ms, () => {
      open -= 1;
      run();
    });
    let isOff = false;
    return () => {
      if (!isOff) open -= 1;
      isOff = true;
      callOff();
    };
  };
  return { clock, deadlines: new Deadlines({ now: clock.now, after }, 1_000), set: () => set, open: () => open };
}

test("each falls due after its own time, in order, and one that has ended never does", async () => {
  const { clock, deadlines } = counted();
  const late: string[] = [];
  deadlines.begin(() => late.push("first"));
  await clock.advance(400);
  const second = deadlines.begin(() => late.push("second"));
  await clock.advance(100);
  deadlines.begin(() => late.push("third"));
  deadlines.end(second);
  await clock.advance(499);
  expect(late).toEqual([]);
  await clock.advance(1);
  expect(late).toEqual(["first"]);
  await clock.advance(499);
  expect(late).toEqual(["first"]);
  await clock.advance(1);
  expect(late).toEqual(["first", "third"]);
});

test("a thousand take one timer, and none is left when nothing is waited for", async () => {
  const { clock, deadlines, set, open } = counted();
  const waits = Array.from({ length: 1_000 }, () => deadlines.begin(() => undefined));
  expect([set(), open()]).toEqual([1, 1]);
  for (const wait of waits) deadlines.end(wait);
  expect(open()).toBe(0);
  let told = 0;
  deadlines.begin(() => {
    told += 1;
    deadlines.begin(() => {
      told += 1;
    });
  });
  await clock.advance(500);
  deadlines.begin(() => {
    told += 1;
  });
  await clock.advance(500);
  // The one that began when the first fell due, and the one before it, share a timer too.
  expect([told, open()]).toEqual([1, 1]);
  await clock.advance(1_000);
  expect([told, open()]).toEqual([3, 0]);
});
