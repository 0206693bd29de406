import type { RuntimeEvent } from "@insaka/runtime";
import { expect, test } from "vitest";
import { flowReport } from "./report.js";

const host = { transport: "memory", description: "a test" } as const;
const played = [{ scenario: { name: "a", title: "A" }, checks: [{ what: "well", ok: true }], seconds: 0 }];
const route = {
  exchange: "collections",
  routingKey: "loan.settled",
  message: "LoanSettled",
  version: 1,
  messageId: "1",
};
const queues = ["pmec.loan-settled", "reporting.collections"];

function settled(queue: string, outcome: string): RuntimeEvent {
  return { type: "settled", sender: "collections", queue, outcome, ...route } as RuntimeEvent;
}

function report(...events: readonly RuntimeEvent[]) {
  const log = events.map((event, at) => ({ at, service: "pmec", event }));
  return flowReport(host, played, log);
}

test("what was lost makes a run fail, though every check holds", () => {
  const published = { type: "published", ...route } as const;
  expect(report(published, ...queues.map((queue) => settled(queue, "ack"))).ok).toBe(true);
  expect(report(published, settled("pmec.loan-settled", "ack"))).toMatchObject({
    ok: false,
    account: { lost: ["1 in reporting.collections"] },
  });
});

test("an edge counts messages, and says what went wrong on the way", () => {
  const events = [settled("pmec.loan-settled", "retry"), settled("pmec.loan-settled", "dead-letter")];
  expect(report(...events).edges).toEqual([
    { message: "LoanSettled", from: "collections", to: ["pmec"], versions: [1], count: 1, retries: 1, deadLetters: 1 },
  ]);
});
