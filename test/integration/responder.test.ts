import { describe, expect, test } from "vitest";
import { letters } from "../support/communications.js";
import { sendRaw } from "../support/contracts.js";
import { gate, gateway, origination, rejection, throughProxy } from "../support/conversations.js";
import { gatewayRequester, loanDesk, originationConsumer, REQUESTS } from "../support/loan-desk.js";
import { properties } from "../support/samples.js";

describe("a lost connection", () => {
  test("of the requester costs no request that waits: its queue comes back under the same name", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    const begun = gate();
    await origination(host, async () => {
      begun.open();
      await opened;
      return { accepted: { reference: "after the loss" } };
    });
    const { broker, told, cut } = await throughProxy(host, "api-gateway");
    const ask = await gatewayRequester(broker);
    const [queue] = Object.keys(broker.health().queues);
    const asked = ask.submitApplication({ amount: 7 });
    await Promise.all([begun.opened, told.until((events) => events.find(({ type }) => type === "published"))]);
    cut();
    await told.subscription(queue!, "lost");
    expect(broker.health()).toMatchObject({ ready: false });
    // Asked while nobody could answer: it is sent when the queue is there again.
    const meanwhile = ask.submitApplication({ amount: 8 });
    await told.until((events) => {
      const lost = events.findIndex((event) => event.type === "subscription" && event.state === "lost");
      return events.slice(lost).find((event) => event.type === "subscription" && event.state === "active");
    });
    open();
    expect((await asked).payload).toEqual({ reference: "after the loss" });
    expect((await meanwhile).reply).toBe("accepted");
    expect(Object.keys(broker.health().queues)).toEqual([queue]);
  });

  test("of the responder makes two replies to one request, of which the first counts", async () => {
    const host = await loanDesk();
    const responder = await throughProxy(host, "loan-origination");
    let runs = 0;
    await originationConsumer(responder.broker, {
      handlers: {
        async submitApplication() {
          runs += 1;
          if (runs === 1) {
            responder.cut();
            await responder.told.until((events) => {
              const states = events.flatMap((event) =>
                event.type === "connection" && event.role === "publish" ? [event.state] : [],
              );
              return states.includes("lost") && states.at(-1) === "ready" ? true : undefined;
            });
          }
          return { accepted: { reference: "twice" } };
        },
      },
    });
    const { ask, told } = await gateway(host);
    expect((await ask.submitApplication({ amount: 7 })).payload).toEqual({ reference: "twice" });
    await told.settled({ outcome: "dropped", reason: "second-reply" });
    expect(runs).toBe(2);
  });
});

describe("a responder", () => {
  test("goes on when whoever asked is gone: the request is done, the reply is told", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    const { told } = await origination(host, async () => {
      await opened;
      return { accepted: { reference: "for nobody" } };
    });
    const gone = await gateway(host);
    const asked = rejection(gone.ask.submitApplication({ amount: 7 }));
    await gone.told.until((events) => events.find(({ type }) => type === "published"));
    await gone.broker.close({ deadlineMs: 0 });
    expect(await asked).toMatchObject({ code: "closed", outcome: "unknown" });
    open();
    expect(await told.until((events) => events.find(({ type }) => type === "reply-undeliverable"))).toMatchObject({
      queue: REQUESTS,
      reason: "returned",
    });
    expect(await told.settled({ queue: REQUESTS })).toMatchObject({ outcome: "ack" });
    const { ask } = await gateway(host);
    expect((await ask.submitApplication({ amount: 7 })).reply).toBe("accepted");
  });

  test.each<[string, string | undefined, string]>([
    ["no queue for the reply", undefined, "no-reply-to"],
    ["a queue that is no instance's", "loan-origination.submit-application", "bad-reply-to"],
    ["a queue's name of no bound", `api-gateway.instance.${"x".repeat(100)}`, "bad-reply-to"],
    ["a pattern", "api-gateway.instance.#", "bad-reply-to"],
  ])("handles a request that names %s, and answers nobody", async (_, replyTo, reason) => {
    const host = await loanDesk();
    const { told } = await origination(host, () => ({ accepted: { reference: "x" } }));
    const sent = { ...properties("SubmitApplication", 1), ...(replyTo === undefined ? {} : { reply_to: replyTo }) };
    const route = { exchange: "loan-origination", routingKey: "loan.submit-application" };
    await sendRaw(host, { ...route, body: '{"amount":7}', properties: sent });
    expect(await told.settled({ messageId: sent.message_id })).toMatchObject({ outcome: "ack" });
    expect(told.events.find(({ type }) => type === "reply-undeliverable")).toMatchObject({ reason });
    expect(told.events.filter(({ type }) => type === "published" || type === "publish-failed")).toEqual([]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ["nothing", undefined, "no-reply", /one of accepted, refused; it returned nothing/],
    ["two replies", { accepted: { reference: "x" }, refused: { why: "y" } }, "no-reply", /returned several/],
    ["an undeclared reply", { postponed: {} }, "no-reply", /returned another property/],
    ["an inherited name", { constructor: {} }, "no-reply", /returned another property/],
    ["a reply that breaks its schema", { accepted: {} }, "reply-invalid", /ApplicationAccepted version 2 was not sent/],
  ])("whose handler returns %s has failed: retry, then dead letter", async (_, returned, reason, detail) => {
    const host = await loanDesk();
    const { told } = await origination(host, () => returned as never);
    const { ask, broker } = await gateway(host);
    const asked = rejection(ask.submitApplication({ amount: 7 }));
    expect(await told.settled({ outcome: "dead-letter" })).toMatchObject({ reason, attempt: 2 });
    const [letter] = await letters(host, REQUESTS);
    expect(letter?.properties.headers).toMatchObject({ "x-dead-reason": reason, "x-dead-class": "transient" });
    expect(letter?.properties.headers?.["x-dead-detail"]).toMatch(detail);
    await broker.close({ deadlineMs: 0 });
    await asked;
  });

  test("that may not answer there is asked once: the request is a dead letter, for the address was forged or a right is missing", async () => {
    const host = await loanDesk();
    let runs = 0;
    const { told } = await origination(host, () => {
      runs += 1;
      return { accepted: { reference: "x" } };
    });
    const sent = { ...properties("SubmitApplication", 1), reply_to: "fraud-desk.instance.1" };
    const route = { exchange: "loan-origination", routingKey: "loan.submit-application" };
    await sendRaw(host, { ...route, body: '{"amount":7}', properties: sent });
    expect(await told.settled({ messageId: sent.message_id })).toMatchObject({
      outcome: "dead-letter",
      reason: "reply-refused",
      detail: "access-refused",
      attempt: 1,
    });
    const [letter] = await letters(host, REQUESTS);
    expect(letter?.properties.headers).toMatchObject({ "x-dead-reason": "reply-refused", "x-dead-class": "permanent" });
    expect(runs).toBe(1);
  });

  test("answers on, undisturbed by requests with forged addresses", async () => {
    const host = await loanDesk();
    const { told } = await origination(host, () => ({ accepted: { reference: "x" } }));
    const asking = await Promise.all([gateway(host), gateway(host), gateway(host)]);
    await Promise.all(asking.map(({ ask }) => ask.submitApplication({ amount: 1 })));
    const route = { exchange: "loan-origination", routingKey: "loan.submit-application" };
    const forged = Array.from({ length: 12 }, (_, index) => {
      const service = index % 2 === 0 ? "fraud-desk" : "api-gateway";
      return { ...properties("SubmitApplication", 1), reply_to: `${service}.instance.${index}` };
    });
    const all = await Promise.all([
      ...asking.map(({ ask }) => ask.submitApplication({ amount: 2 })),
      ...forged.map((sent) => sendRaw(host, { ...route, body: '{"amount":7}', properties: sent })),
    ]);
    expect(all.slice(0, 3)).toMatchObject(asking.map(() => ({ reply: "accepted" })));
    for (const { message_id, reply_to } of forged) {
      const outcome = reply_to.startsWith("api-gateway") ? "ack" : "dead-letter";
      expect(await told.settled({ messageId: message_id })).toMatchObject({ outcome, attempt: 1 });
    }
    const toGateway = told.events.filter(
      (event) => (event.type === "resent" || event.type === "publish-failed") && event.routingKey.startsWith("api-"),
    );
    expect(toGateway.filter((event) => event.type !== "publish-failed" || event.code !== "returned")).toEqual([]);
  });
});
