import { expect, test } from "vitest";
import { BrokerLink } from "../broker.js";
import { systemClock } from "../clock.js";
import type { OutboundMessage, Transport } from "../transport/transport.js";
import { publisher } from "./publisher.js";

const broker = new BrokerLink({} as Transport, { service: "loan-origination" }, () => undefined);
const versions = { 1: { status: "draft", schema: true } } as const;

test("a reply cannot be published: it goes to whoever asked", () => {
  const accepted = { name: "ApplicationAccepted", current: 1, route: null, versions };
  expect(() => publisher("loan-origination", { accepted })(broker)).toThrow(/ApplicationAccepted is a reply/);
});

test("a message of drafts alone cannot be published", () => {
  const approved = { name: "LoanApproved", current: null, route: { exchange: "e", routingKey: "k" }, versions };
  expect(() => publisher("loan-origination", { approved })(broker)).toThrow(/LoanApproved has no current version/);
});

test("expiration and causation travel with the message, and an expiration that is none is refused before it", async () => {
  const sent: OutboundMessage[] = [];
  const transport = {
    clock: systemClock,
    publish: async (message: OutboundMessage) => void sent.push(message),
  } as unknown as Transport;
  const link = new BrokerLink(transport, { service: "s" }, () => undefined);
  const facts = { name: "LoanApproved", current: 1, route: { exchange: "e", routingKey: "k" } } as const;
  const { approved } = publisher("s", { approved: { ...facts, versions: { 1: { status: "current", schema: true } } } })(
    link,
  );
  await approved({}, { expiration: 5_000, causationId: "cause-1" });
  expect(sent[0]?.properties.expiration).toBe("5000");
  expect(sent[0]?.headers["x-causation-id"]).toBe("cause-1");
  for (const expiration of [-1, 1.5, Number.NaN, 1e12])
    await expect(approved({}, { expiration })).rejects.toMatchObject({ code: "configuration", outcome: "not-sent" });
  expect(sent).toHaveLength(1);
});
