import { randomInt } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { broker } from "../support/broker.js";
import { type FuzzReport, fuzz, HELD_MS, heldMs } from "./fuzz.js";
import { memoryTarget, rabbitmqTarget, type Target } from "./target.js";

const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const replay = `npm run test:fuzz -- --seed ${seed}`;
process.stderr.write(`fuzz: seed ${seed}\n`);

async function fuzzed(target: Target, inputs: number): Promise<FuzzReport> {
  onTestFinished(() => target.close());
  return await fuzz(target, { seed, inputs });
}

test(`every input ends acknowledged or as a dead letter with its reason and its body, on RabbitMQ; ${replay}`, {
  timeout: 120_000,
}, async () => {
  const report = await fuzzed(await rabbitmqTarget(broker), 400);
  expect(report.faults).toEqual([]);
  expect(report.connectionsLost).toBe(0);
  expect(report.acknowledged + report.deadLettered).toBe(report.inputs - report.refused);
  // The inputs reach every part: some are fine, some are retried, some cannot be read.
  expect(Math.min(report.acknowledged, report.retries, report.deadLettered)).toBeGreaterThan(0);
});

test(`the same on the broker in memory, and none of them holds the event loop for 100 ms; ${replay} --transport memory`, {
  timeout: 120_000,
}, async () => {
  const report = await fuzzed(memoryTarget(), 400);
  expect(report.faults).toEqual([]);
  expect(report.acknowledged + report.deadLettered).toBe(report.inputs - report.refused);
  expect(await heldMs(memoryTarget, report, 400)).toBeLessThanOrEqual(HELD_MS);
});
