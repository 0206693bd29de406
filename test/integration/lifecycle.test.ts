import { connect } from "@insaka/runtime";
import {
  communicationsConsumer,
  creditBureauConsumer,
  loanOriginationConsumer,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { expect, test } from "vitest";
import { freshVhost, broker as node } from "../support/broker.js";
import type { Told } from "../support/contracts.js";
import { connected, DEFINITIONS, eventually, lendingHost } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { idleCommunications, idleCreditBureau, idleLoanOrigination } from "../support/idle-handlers.js";
import { CREDIT_REPORT_REQUESTED, LOAN_APPROVED } from "../support/samples.js";

const QUEUE = "credit-bureau.credit-report-requested";

function later(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("a consumer begins in quarantine with one delivery, and takes its full prefetch after the first is settled", async () => {
  const host = await lendingHost();
  const origination = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(origination.broker);
  await Promise.all(Array.from({ length: 12 }, () => send.creditReportRequested(CREDIT_REPORT_REQUESTED)));
  const { broker, told } = await connected(host, "credit-bureau");
  const first = later();
  const rest = later();
  const eleven = later();
  let running = 0;
  await creditBureauConsumer(broker, {
    prefetch: 11,
    handlers: {
      ...idleCreditBureau,
      async creditReportRequested() {
        running += 1;
        if (running === 1) return await first.promise;
        if (running === 12) eleven.resolve();
        await rest.promise;
      },
    },
  });
  // The queue hands out what the prefetch allows at once: with the first in hand, eleven are still waiting there.
  const ready = async () => (await host.management.getMessages(QUEUE, 20, { keep: true })).length;
  expect(await ready()).toBe(11);
  expect(running).toBe(1);
  first.resolve();
  await told.subscription(QUEUE, "active");
  await eleven.promise;
  expect(running).toBe(12);
  rest.resolve();
});

test("closing lets work in flight end, hands back what does not, and reports both", async () => {
  const host = await lendingHost();
  const origination = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(origination.broker);
  const { broker, told } = await connected(host, "credit-bureau");
  const begun = later();
  const quick = later();
  const deliveries: string[] = [];
  await creditBureauConsumer(broker, {
    handlers: {
      ...idleCreditBureau,
      async creditReportRequested({ envelope, signal }) {
        deliveries.push(envelope.messageId);
        if (deliveries.length === 1) return;
        if (deliveries.length === 3) begun.resolve();
        if (deliveries.length === 2) return await quick.promise;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    },
  });
  await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await told.subscription(QUEUE, "active");
  await Promise.all([
    send.creditReportRequested(CREDIT_REPORT_REQUESTED),
    send.creditReportRequested(CREDIT_REPORT_REQUESTED),
  ]);
  await begun.promise;
  const closing = broker.close({ deadlineMs: 500 });
  quick.resolve();
  expect(await closing).toEqual({ finished: 1, handedBack: 1, unconfirmed: 0 });
  const [back] = await host.management.getMessages(QUEUE, 10);
  expect(back).toMatchObject({ redelivered: true, properties: { message_id: deliveries[2] } });
});

test("cut connections come back by themselves: consumer and publisher go on, nothing is lost", async () => {
  const host = await lendingHost();
  const handled = new Set<string>();
  const { broker, told } = await connected(host, "credit-bureau", { timeouts: { backoffCap: 200 } });
  await creditBureauConsumer(broker, {
    handlers: { ...idleCreditBureau, creditReportRequested: ({ envelope }) => void handled.add(envelope.messageId) },
  });
  const origination = await connected(host, "loan-origination", { timeouts: { backoffCap: 200 } });
  const send = loanOriginationPublisher(origination.broker);
  const before = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await told.settled({ messageId: before.messageId, outcome: "ack" });
  const lost = (who: Told, role: string) =>
    who.until((events) =>
      events.find((event) => event.type === "connection" && event.role === role && event.state === "lost"),
    );
  const bothLost = Promise.all([lost(told, "consume"), lost(origination.told, "publish")]);
  // The management API shows a connection some seconds after it was opened, and can close it only then.
  await eventually(async () => (await host.management.connections()).length >= 4);
  await host.management.closeConnections();
  await bothLost;
  const after = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  await told.settled({ messageId: after.messageId, outcome: "ack" });
  expect(handled).toEqual(new Set([before.messageId, after.messageId]));
  await told.until(() => (broker.health().ready ? true : undefined));
});

test("a deleted queue is seen, shown as not ready, and subscribed again when it is back", async () => {
  const host = await lendingHost();
  const { broker, told } = await connected(host, "credit-bureau", { timeouts: { backoffCap: 100 } });
  await creditBureauConsumer(broker, { handlers: idleCreditBureau });
  expect(broker.health()).toMatchObject({ ready: true, queues: { [QUEUE]: "quarantine" } });
  const definitions = await host.management.exportDefinitions();
  await host.management.deleteQueue(QUEUE);
  await told.subscription(QUEUE, "lost");
  expect(broker.health()).toMatchObject({ ready: false, queues: { [QUEUE]: "lost" } });
  const subscriptions = () =>
    told.events.filter(
      (event) => event.type === "subscription" && event.queue === QUEUE && event.state === "quarantine",
    ).length;
  // Several attempts must fail before the queue is back: each could leave something behind.
  await told.until((events) =>
    events.filter((event) => event.type === "subscription" && event.state === "lost").length > 5 ? true : undefined,
  );
  await host.management.importDefinitions(definitions);
  await told.until(() => (subscriptions() > 1 ? true : undefined));
  const origination = await connected(host, "loan-origination");
  const { messageId } = await loanOriginationPublisher(origination.broker).creditReportRequested(
    CREDIT_REPORT_REQUESTED,
  );
  await told.settled({ messageId, outcome: "ack" });
  expect(subscriptions()).toBe(2);
});

test("a retry that its wait queue cannot take keeps the message, and hands it back in the end", async () => {
  const host = await lendingHost();
  await host.management.deleteQueue("credit-bureau.wait.1s");
  const { broker, told } = await connected(host, "credit-bureau", { timeouts: { settle: 300 } });
  let first = true;
  await creditBureauConsumer(broker, {
    handlers: {
      ...idleCreditBureau,
      creditReportRequested() {
        if (!first) return;
        first = false;
        throw new Error("once");
      },
    },
  });
  const origination = await connected(host, "loan-origination");
  const { messageId } = await loanOriginationPublisher(origination.broker).creditReportRequested(
    CREDIT_REPORT_REQUESTED,
  );
  await told.until((events) => events.find((event) => event.type === "settle-delayed" && event.code === "returned"));
  await told.settled({ messageId, outcome: "requeue" });
  expect(await told.settled({ messageId, outcome: "ack" })).toMatchObject({ attempt: 1, redelivered: true });
});

test("a consumer does not start on a broker that lacks its topology, and says what is missing", async () => {
  const host = await lendingHost();
  await host.management.deleteQueue("communications.loan-approved");
  await host.management.deleteExchange("insaka.retry.10m");
  const { broker } = await connected(host, "communications");
  const starting = communicationsConsumer(broker, { handlers: idleCommunications });
  await expect(starting).rejects.toMatchObject({
    code: "topology-missing",
    message: expect.stringMatching(
      /exchange insaka\.retry\.10m.*queue communications\.loan-approved.*definitions\.json/,
    ),
  });
});

test("a client refuses a broker connected as another service, and a consumer without a handler", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "communications");
  expect(() => loanOriginationPublisher(broker)).toThrow(
    /generated for "loan-origination".*connected as "communications"/,
  );
  // @ts-expect-error handlers are missing, which the compiler says too
  await expect(communicationsConsumer(broker, { handlers: {} })).rejects.toMatchObject({
    code: "configuration",
    message: /loanApproved/,
  });
});

test("a closed broker publishes nothing and says so", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(broker);
  await send.loanApproved(LOAN_APPROVED);
  await broker.close();
  await expect(send.loanApproved(LOAN_APPROVED)).rejects.toMatchObject({ outcome: "not-sent" });
  await expect(loanOriginationConsumer(broker, { handlers: idleLoanOrigination })).rejects.toMatchObject({
    name: "ContractError",
  });
});

test("closing ends when the connection dies in the middle of it", async () => {
  const host = await lendingHost();
  const proxy = await holdingProxy(node.amqpHost, node.amqpPort);
  const url = new URL(host.url("credit-bureau"));
  url.port = String(proxy.port);
  const broker = await connect(url.href, { service: "credit-bureau" });
  // Without a consumer the goodbye of the connections is the first thing that is sent, and the one that is kept back.
  proxy.hold();
  const closing = broker.close({ deadlineMs: 300 });
  await proxy.held;
  proxy.cut();
  expect(await closing).toEqual({ finished: 0, handedBack: 0, unconfirmed: 0 });
});

test("a consumer that is refused one queue leaves no consumer on the others", async () => {
  const queue = "communications.loan-rejected";
  const permissions = (DEFINITIONS.permissions ?? []).map((each) =>
    each.user === "communications" ? { ...each, read: "^communications\\.(?!loan-rejected$).*" } : each,
  );
  const host = await freshVhost({ ...DEFINITIONS, permissions });
  const { broker, told } = await connected(host, "communications");
  const handled: string[] = [];
  const handler = ({ envelope }: { envelope: { messageId: string } }): void => void handled.push(envelope.messageId);
  const handlers = { ...idleCommunications, loanApproved: handler };
  await expect(communicationsConsumer(broker, { handlers })).rejects.toMatchObject({
    code: "access-refused",
    message: expect.stringContaining(queue),
  });
  const origination = await connected(host, "loan-origination");
  await loanOriginationPublisher(origination.broker).loanApproved(LOAN_APPROVED);
  // Whoever were subscribed would have got it before this reader does.
  expect(await host.management.getMessages("communications.loan-approved", 1)).toHaveLength(1);
  expect(handled).toEqual([]);
  expect(told.events.filter((event) => event.type === "settled")).toEqual([]);
  expect(broker.health().queues).toEqual({});
});

test("closing the broker waits for a consumer that is being closed", async () => {
  const host = await lendingHost();
  const { broker, told } = await connected(host, "credit-bureau");
  const begun = later();
  const end = later();
  const consumer = await creditBureauConsumer(broker, {
    handlers: {
      ...idleCreditBureau,
      async creditReportRequested() {
        begun.resolve();
        await end.promise;
      },
    },
  });
  const origination = await connected(host, "loan-origination");
  const { messageId } = await loanOriginationPublisher(origination.broker).creditReportRequested(
    CREDIT_REPORT_REQUESTED,
  );
  await begun.promise;
  const first = consumer.close();
  const second = broker.close();
  end.resolve();
  expect(await first).toEqual({ finished: 1, handedBack: 0 });
  expect(await second).toMatchObject({ finished: 1, handedBack: 0 });
  await told.settled({ messageId, outcome: "ack" });
});

test("an observer that fails, at once or later, harms nobody", async () => {
  const host = await lendingHost();
  let calls = 0;
  const { broker } = await connected(host, "loan-origination", {
    observe: async () => {
      calls += 1;
      throw new Error("log sink down");
    },
  });
  await loanOriginationPublisher(broker).loanApproved(LOAN_APPROVED);
  expect(calls).toBeGreaterThan(0);
});

test("handlers may be the methods of an object", async () => {
  const host = await lendingHost();
  class Bureau {
    readonly asked: string[] = [];
    consentWithdrawn(): void {}
    creditReportRequested({ envelope }: { readonly envelope: { readonly messageId: string } }): void {
      this.asked.push(envelope.messageId);
    }
  }
  const bureau = new Bureau();
  const { broker, told } = await connected(host, "credit-bureau");
  await creditBureauConsumer(broker, { handlers: bureau });
  const origination = await connected(host, "loan-origination");
  const send = loanOriginationPublisher(origination.broker);
  const { messageId } = await send.creditReportRequested(CREDIT_REPORT_REQUESTED);
  expect(await told.settled({ messageId })).toMatchObject({ outcome: "ack" });
  expect(bureau.asked).toEqual([messageId]);
});

test("a first burst larger than what may wait for a broker that is away is sent, because the broker is there", async () => {
  const host = await lendingHost();
  const { broker } = await connected(host, "loan-origination", { limits: { waitingPublishes: 10 } });
  const send = loanOriginationPublisher(broker);
  const receipts = await Promise.all(Array.from({ length: 200 }, () => send.loanApproved(LOAN_APPROVED)));
  expect(receipts).toHaveLength(200);
});
