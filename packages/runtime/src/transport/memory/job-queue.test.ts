import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { JobQueue, turn } from "./job-queue.js";

test("jobs run later, in order, and what they add runs after them", async () => {
  const jobs = new JobQueue();
  const ran: string[] = [];
  jobs.add(() => {
    ran.push("a");
    jobs.add(() => ran.push("c"));
  });
  jobs.add(() => ran.push("b"));
  expect(ran).toEqual([]);
  expect(jobs.idle).toBe(false);
  await turn();
  expect(ran).toEqual(["a", "b"]);
  await turn();
  expect(ran).toEqual(["a", "b", "c"]);
  expect(jobs.idle).toBe(true);
});

test("jobs know nothing of the context of whoever caused them", async () => {
  const context = new AsyncLocalStorage<string>();
  const jobs = new JobQueue();
  const seen: unknown[] = [];
  context.run("a handler that publishes", () => jobs.add(() => seen.push(context.getStore())));
  await turn();
  expect(seen).toEqual([undefined]);
});

test("whoever waits for activity is told of the next job", async () => {
  const jobs = new JobQueue();
  const told = jobs.activity().then(() => "told");
  jobs.add(() => undefined);
  expect(await told).toBe("told");
});
