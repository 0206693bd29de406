import { newMessageId } from "@insaka/runtime";
import { expect, test } from "vitest";
import { memoryHost } from "./memory-host.js";
import type { FlowOutput } from "./output.js";
import type { FlowReport } from "./report.js";
import { runFlow } from "./run-flow.js";
import type { Scenario } from "./scenario.js";

const silent: FlowOutput = {
  note: () => undefined,
  begin: () => undefined,
  scenario: () => undefined,
  say: () => undefined,
  scenarioEnd: () => undefined,
  settled: () => undefined,
  end: () => undefined,
};

function run(...scenarios: readonly Scenario["play"][]): Promise<FlowReport> {
  const named = scenarios.map((play, index) => ({ name: `story-${index}`, title: "a story", play }));
  return runFlow(memoryHost(), named, silent, 50);
}

const fine: Scenario["play"] = async () => [{ what: "all is well", ok: true }];

test("a run in which every check holds is fine", async () => {
  expect(await run(fine)).toMatchObject({ ok: true, transport: "memory", account: { lost: [] } });
});

test("one check that does not hold makes the run fail", async () => {
  expect((await run(fine, async () => [{ what: "all is well", ok: false }])).ok).toBe(false);
});

test("a scenario that waits for what does not happen fails, and the others are played", async () => {
  const { ok, scenarios } = await run(async (stage) => {
    await stage.log.until("the rain", () => false);
    return await fine(stage);
  }, fine);
  expect(ok).toBe(false);
  expect(scenarios.map(({ checks }) => checks)).toEqual([
    [{ what: "the rain did not happen within 0.05 s", ok: false }],
    [{ what: "all is well", ok: true }],
  ]);
});

test("a confirmed message that comes to no end is lost, and the run fails though every check holds", async () => {
  const messageId = newMessageId();
  const losing: Scenario["play"] = async (stage) => {
    const route = { exchange: "loan-origination", routingKey: "loan.rejected" };
    // The broker said that it has it, and nobody ever sees it.
    stage.log.observer("loan-origination")({
      type: "published",
      message: "LoanRejected",
      version: 1,
      messageId,
      ...route,
    });
    return await fine(stage);
  };
  const { ok, account, scenarios } = await run(losing, fine);
  expect(ok).toBe(false);
  expect(account.lost).toEqual([
    `${messageId} in communications.loan-rejected`,
    `${messageId} in reporting.loan-origination`,
  ]);
  expect(scenarios.map(({ checks }) => checks.every((check) => check.ok))).toEqual([false, true]);
});
