import { connect } from "@insaka/runtime";
import { creditBureauConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { expect, onTestFinished, test } from "vitest";
import { broker as node } from "../support/broker.js";
import { connected, lendingHost, Told } from "../support/contracts.js";
import { idleCreditBureau } from "../support/idle-handlers.js";
import { CREDIT_REPORT_REQUESTED } from "../support/samples.js";
import { swallowingProxy } from "../support/swallowing-proxy.js";

const QUEUE = "credit-bureau.credit-report-requested";

test("a consumer that lives and gets nothing while its queue holds messages is not ready, says why, and gets each of them once it can", async () => {
  const host = await lendingHost();
  const origination = await connected(host, "loan-origination");
  const send = (count: number) => {
    const publisher = loanOriginationPublisher(origination.broker);
    return Promise.all(Array.from({ length: count }, () => publisher.creditReportRequested(CREDIT_REPORT_REQUESTED)));
  };
  const proxy = await swallowingProxy(node.amqpHost, node.amqpPort);
  const url = new URL(host.url("credit-bureau"));
  url.port = String(proxy.port);
  const told = new Told();
  const timeouts = { starved: 300 };
  const broker = await connect(url.href, { service: "credit-bureau", observe: told.observe, timeouts });
  onTestFinished(async () => {
    await broker.close({ deadlineMs: 1_000 });
  });
  const handled: string[] = [];
  await creditBureauConsumer(broker, {
    prefetch: 5,
    handlers: {
      ...idleCreditBureau,
      async creditReportRequested({ envelope }) {
        handled.push(envelope.messageId);
      },
    },
  });
  await send(1);
  await told.subscription(QUEUE, "active");

  proxy.swallow(true);
  await send(8);
  await told.subscription(QUEUE, "starved");
  // Five were handed out in vain, and come again with the new subscription: one, in quarantine, and that in vain too.
  await told.until((events) =>
    events.filter((event) => "state" in event && event.state === "lost").length > 1 ? true : undefined,
  );
  await told.until(() => (broker.health().queues[QUEUE] === "starved" ? true : undefined));
  const { ready, troubles } = broker.health();
  expect([ready, troubles]).toEqual([
    false,
    [
      {
        what: `queue ${QUEUE}`,
        cause: "starved",
        reason: expect.stringMatching(/^[378] messages wait, there is room for [15], and none has come for 300 ms$/),
        since: expect.any(Number),
      },
    ],
  ]);
  expect(proxy.swallowed).toBeGreaterThan(5);

  proxy.swallow(false);
  await told.until((events) => (events.filter(({ type }) => type === "settled").length === 9 ? true : undefined));
  expect(new Set(handled).size).toBe(9);
  expect(handled).toHaveLength(9);
  expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
});

test("an idle consumer and one whose prefetch is in hand do not starve", async () => {
  const host = await lendingHost();
  const origination = await connected(host, "loan-origination");
  const { broker, told } = await connected(host, "credit-bureau", { timeouts: { starved: 100 } });
  let end: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    end = resolve;
  });
  await creditBureauConsumer(broker, {
    prefetch: 2,
    handlers: { ...idleCreditBureau, creditReportRequested: () => held },
  });
  const publisher = loanOriginationPublisher(origination.broker);
  await Promise.all(Array.from({ length: 6 }, () => publisher.creditReportRequested(CREDIT_REPORT_REQUESTED)));
  // Ten times as long as it would take to call it starved.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
  end();
  await told.until((events) => (events.filter(({ type }) => type === "settled").length === 6 ? true : undefined));
  expect(told.events.filter((event) => "state" in event && event.state === "starved")).toEqual([]);
});
