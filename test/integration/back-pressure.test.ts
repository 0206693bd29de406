import type { ContractError } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { loanOriginationPublisher } from "@intellifin/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { connected, eventually, lendingHost } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { LOAN_APPROVED } from "../support/samples.js";

const QUEUE = "communications.loan-approved";
const MANY = 100_000;

/** A service behind a proxy, and what its broker is called by those who go past it. */
async function proxied(limits: Readonly<Record<string, number>> = {}, timeouts: Readonly<Record<string, number>> = {}) {
  const host = await lendingHost();
  const url = new URL(host.url("loan-origination"));
  const proxy = await holdingProxy(url.hostname, Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const broker = await connect(url.href, { service: "loan-origination", limits, timeouts, resend: false });
  onTestFinished(async () => {
    await broker.close({ deadlineMs: 1_000 });
  });
  return { host, proxy, broker, send: loanOriginationPublisher(broker) };
}

/** Counts what becomes of publishes that nobody awaits. */
class Outcomes {
  readonly confirmed: string[] = [];
  readonly failed = new Map<string, number>();
  #open = 0;
  #done: () => void = () => undefined;
  note(publish: Promise<{ readonly messageId: string }>): void {
    this.#open += 1;
    const end = (): void => {
      this.#open -= 1;
      if (this.#open === 0) this.#done();
    };
    publish.then(
      ({ messageId }) => {
        this.confirmed.push(messageId);
        end();
      },
      ({ code, outcome }: ContractError) => {
        const key = `${code} ${outcome}`;
        this.failed.set(key, (this.failed.get(key) ?? 0) + 1);
        end();
      },
    );
  }
  get settled(): number {
    return this.confirmed.length + [...this.failed.values()].reduce((sum, count) => sum + count, 0);
  }
  all(): Promise<void> {
    return new Promise((resolve) => {
      this.#done = resolve;
      if (this.#open === 0) resolve();
    });
  }
}

describe("a hundred thousand publishes that nobody awaits", () => {
  test("while the broker is away: as many wait as may, the rest is told at once, and what waited is stored in order", async () => {
    const { host, proxy, broker, send } = await proxied(
      { waitingPublishes: 500 },
      { offline: 30_000, backoffCap: 100 },
    );
    const first = await send.loanApproved(LOAN_APPROVED);
    proxy.refuse(true);
    proxy.cut();
    await eventually(async () => broker.health().connections.publish !== "ready");
    const outcomes = new Outcomes();
    const before = process.memoryUsage().heapUsed;
    for (let sent = 0; sent < MANY; sent += 1) {
      outcomes.note(send.loanApproved(LOAN_APPROVED));
      if (sent % 1_000 === 999) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(outcomes.failed).toEqual(new Map([["overloaded not-sent", MANY - 500]]));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    proxy.refuse(false);
    await outcomes.all();
    expect(outcomes.settled).toBe(MANY);
    expect(outcomes.confirmed).toHaveLength(500);
    const stored = await host.management.getMessages(QUEUE, 1_000);
    expect(stored.map(({ properties }) => properties.message_id)).toEqual([first.messageId, ...outcomes.confirmed]);
  }, 120_000);

  test("while it is slow: no more is in flight and waits than may, and nothing that was confirmed is missing", async () => {
    const limits = { inFlightPublishes: 200, waitingPublishes: 300 };
    const { host, proxy, send } = await proxied(limits, { offline: 30_000 });
    await send.loanApproved(LOAN_APPROVED);
    proxy.pause();
    const outcomes = new Outcomes();
    for (let sent = 0; sent < MANY; sent += 1) {
      outcomes.note(send.loanApproved(LOAN_APPROVED));
      if (sent % 1_000 === 999) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(outcomes.failed).toEqual(new Map([["overloaded not-sent", MANY - 500]]));
    proxy.goOn();
    await outcomes.all();
    expect(outcomes.settled).toBe(MANY);
    const stored = await host.management.getMessages(QUEUE, 1_000);
    expect(stored.slice(1).map(({ properties }) => properties.message_id)).toEqual(outcomes.confirmed);
    expect(outcomes.confirmed).toHaveLength(500);
  }, 120_000);
});

describe("writable", () => {
  test("lets a loop publish all, over a connection that is lost on the way, with nothing but small bounds", async () => {
    const limits = { inFlightPublishes: 50, waitingPublishes: 1 };
    const { host, proxy, broker, send } = await proxied(limits, { backoffCap: 100 });
    const outcomes = new Outcomes();
    for (let sent = 0; sent < 5_000; sent += 1) {
      await broker.writable();
      outcomes.note(send.loanApproved(LOAN_APPROVED));
      if (sent === 2_500) proxy.cut();
    }
    await outcomes.all();
    // Nobody can say what became of those in flight when the connection was cut.
    expect([...outcomes.failed.keys()].filter((key) => key !== "channel-closed unknown")).toEqual([]);
    expect(outcomes.confirmed.length).toBeGreaterThanOrEqual(5_000 - 50);
    const stored = new Set(
      (await host.management.getMessages(QUEUE, 10_000)).map(({ properties }) => properties.message_id),
    );
    expect(outcomes.confirmed.filter((id) => !stored.has(id))).toEqual([]);
  });

  test("ends with its signal, and with the broker's end", async () => {
    const { proxy, broker } = await proxied({}, { backoffCap: 100 });
    await broker.writable();
    proxy.refuse(true);
    proxy.cut();
    await eventually(async () => broker.health().connections.publish !== "ready");
    await expect(broker.writable({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    const ending = new AbortController();
    const given = broker.writable({ signal: ending.signal });
    ending.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    const waiting = broker.writable();
    const ended = expect(waiting).rejects.toMatchObject({ code: "closed" });
    await broker.close({ deadlineMs: 0 });
    await ended;
    await expect(broker.writable()).rejects.toMatchObject({ code: "closed" });
  });
});

test("what waits for room fails when its time is over, and says why", async () => {
  const { proxy, send } = await proxied({ inFlightPublishes: 1 }, { offline: 300 });
  await send.loanApproved(LOAN_APPROVED);
  proxy.pause();
  const inFlight = send.loanApproved(LOAN_APPROVED);
  await expect(send.loanApproved(LOAN_APPROVED)).rejects.toMatchObject({ code: "overloaded", outcome: "not-sent" });
  proxy.goOn();
  await inFlight;
});

test("the bytes in flight are bounded too, and one that is larger than the bound goes alone", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "loan-origination", { limits: { inFlightBytes: 1, waitingBytes: 100_000 } });
  const send = loanOriginationPublisher(broker);
  const receipts = await Promise.all(Array.from({ length: 100 }, () => send.loanApproved(LOAN_APPROVED)));
  const stored = await host.management.getMessages(QUEUE, 1_000);
  expect(stored.map(({ properties }) => properties.message_id)).toEqual(receipts.map(({ messageId }) => messageId));
});

test("more routes than channels share them, each in its order, and all of it is stored", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "loan-origination", { limits: { publishChannels: 1 } });
  const send = loanOriginationPublisher(broker);
  const report = { applicationId: LOAN_APPROVED.applicationId, nrc: "123456/10/1", consentId: LOAN_APPROVED.loanId };
  const publishes = Array.from({ length: 200 }, (_, index) =>
    index % 2 === 0 ? send.loanApproved(LOAN_APPROVED) : send.creditReportRequested(report),
  );
  const receipts = await Promise.all(publishes);
  const stored = await host.management.getMessages(QUEUE, 1_000);
  const ids = receipts.map(({ messageId }) => messageId);
  expect(stored.map(({ properties }) => properties.message_id)).toEqual(ids.filter((_, index) => index % 2 === 0));
});
