import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DrainReport } from "@insaka/runtime";
import { newMessageId } from "@insaka/runtime";
import { loanOriginationPublisher } from "@intellifin/contracts";
import { expect, onTestFinished, test } from "vitest";
import { APPROVED, letters } from "../support/communications.js";
import { connected, lendingHost } from "../support/contracts.js";
import { LOAN_APPROVED } from "../support/samples.js";

interface Line {
  readonly handled?: string;
  readonly settled?: string;
  readonly outcome?: string;
  readonly report?: DrainReport;
}

const MAIN = fileURLToPath(new URL("../support/draining-service.mjs", import.meta.url));
const MESSAGES = 300;
const PREFETCH = 20;

test("a service that is told to end under load drains, reports, and ends: each message is handled or in its queue", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(broker);
  const ids = Array.from({ length: MESSAGES }, () => newMessageId());
  await Promise.all(ids.map((messageId) => send.loanApproved(LOAN_APPROVED, { messageId })));
  const hangOn = [ids[10], ids[15]];
  const options = { url: host.url("communications"), prefetch: PREFETCH, workMs: 20, hangOn, deadlineMs: 1_000 };
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const lines: Line[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (line.settled !== undefined && lines.filter(({ settled }) => settled !== undefined).length === 60) {
      child.kill("SIGTERM");
    }
  }
  // By itself: nothing that it has begun holds it back.
  expect(await ended).toEqual([0, null]);
  const handled = lines.flatMap((line) => line.handled ?? []);
  const acknowledged = lines.flatMap((line) => (line.outcome === "ack" ? (line.settled ?? []) : []));
  const handedBack = lines.flatMap((line) => (line.outcome === "requeue" ? (line.settled ?? []) : []));
  const reports = lines.flatMap(({ report }) => report ?? []);
  expect(reports).toEqual([{ finished: expect.any(Number), handedBack: handedBack.length, unconfirmed: 0 }]);
  // The two that hang hold their places; the others of the prefetch end.
  expect(handedBack).toEqual(expect.arrayContaining(hangOn));
  expect(handled.length).toBeLessThan(MESSAGES);
  expect(handled.toSorted()).toEqual(acknowledged.toSorted());
  const settled = lines.flatMap((line) => line.settled ?? []);
  expect(new Set(settled).size).toBe(settled.length);
  const left = (await host.management.getMessages(APPROVED, MESSAGES + 1)).map(
    ({ properties }) => properties.message_id,
  );
  expect([...acknowledged, ...left].toSorted()).toEqual(ids.toSorted());
  expect(await letters(host, APPROVED)).toEqual([]);
});
