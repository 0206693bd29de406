import { expect, test } from "vitest";
import { manualClock } from "./memory/manual-clock.js";
import { StarvationWatch } from "./starvation-watch.js";

/** A watch over a queue that the test fills, with everything that it has asked and told. */
function watched(after = 30_000) {
  const clock = manualClock();
  const queue = { waiting: 0 as number | undefined | Error, room: 20, asked: 0 };
  const told: string[] = [];
  const watch = new StarvationWatch({
    after,
    clock,
    queue: "orders",
    room: () => queue.room,
    async waiting() {
      queue.asked += 1;
      if (queue.waiting instanceof Error) throw queue.waiting;
      return queue.waiting;
    },
    onStarved: (reason) => void told.push(reason),
    onFed: () => void told.push("fed"),
  });
  watch.begin();
  return { clock, queue, told, watch };
}

const STARVED = "7 messages wait, there is room for 20, and none has come for 30000 ms";

test("messages that wait while nothing comes: told once it is sure, again after as long, and over with the first that comes", async () => {
  const { clock, queue, told, watch } = watched();
  queue.waiting = 7;
  await clock.advance(30_000);
  expect(told).toEqual([]);
  await clock.advance(1_000);
  expect(told).toEqual([STARVED]);
  expect(watch.trouble).toMatchObject({ what: "queue orders", cause: "starved", reason: STARVED });
  const { since } = watch.trouble!;
  await clock.advance(30_000);
  expect(told).toEqual([STARVED, STARVED]);
  expect(watch.trouble?.since).toBe(since);
  watch.moved();
  expect([told.at(-1), watch.trouble]).toEqual(["fed", undefined]);
});

test("it is over as well when somebody else has emptied the queue", async () => {
  const { clock, queue, told, watch } = watched();
  queue.waiting = 7;
  await clock.advance(31_000);
  queue.waiting = 0;
  await clock.advance(1_000);
  expect([told, watch.trouble]).toEqual([[STARVED, "fed"], undefined]);
});

test("a message that was on its way at the first look is no starving", async () => {
  const { clock, queue, told, watch } = watched();
  queue.waiting = 1;
  await clock.advance(30_000);
  watch.moved();
  await clock.advance(1_000);
  expect(told).toEqual([]);
  // And one look never is enough, however often there is one.
  queue.waiting = 0;
  await clock.advance(30_000);
  queue.waiting = 1;
  await clock.advance(30_000);
  queue.waiting = 0;
  await clock.advance(60_000);
  expect(told).toEqual([]);
});

test("nobody is asked while messages come, and one without room does not starve", async () => {
  const { clock, queue, told, watch } = watched();
  queue.waiting = 7;
  for (let round = 0; round < 10; round += 1) {
    watch.moved();
    await clock.advance(30_000);
  }
  queue.room = 0;
  await clock.advance(300_000);
  expect([queue.asked, told]).toEqual([0, []]);
});

test("who may not know does not ask again, and a question that fails says nothing", async () => {
  const refused = watched();
  refused.queue.waiting = undefined;
  await refused.clock.advance(300_000);
  expect([refused.queue.asked, refused.told]).toEqual([1, []]);
  const failing = watched();
  failing.queue.waiting = new Error("no connection");
  await failing.clock.advance(90_000);
  expect([failing.queue.asked, failing.told]).toEqual([3, []]);
});

test("without a consumer nobody asks; with the next one what is starved stays so until it is known to be over", async () => {
  const { clock, queue, told, watch } = watched();
  queue.waiting = 7;
  await clock.advance(31_000);
  watch.end();
  const { asked } = queue;
  await clock.advance(300_000);
  expect([queue.asked, watch.trouble?.cause]).toEqual([asked, "starved"]);
  watch.begin();
  queue.waiting = 0;
  await clock.advance(1_000);
  expect(told).toEqual([STARVED, "fed"]);
});
