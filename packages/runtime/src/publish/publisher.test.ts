import { expect, test } from "vitest";
import { BrokerLink } from "../broker.js";
import { systemClock } from "../clock.js";
import type { OutboundMessage, Transport } from "../transport/transport.js";
import { publisher, type WithParameters } from "./publisher.js";

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

test("the parameters of a routing key go into it, and without them nothing is sent", async () => {
  const sent: OutboundMessage[] = [];
  const transport = {
    clock: systemClock,
    publish: async (message: OutboundMessage) => void sent.push(message),
  } as unknown as Transport;
  const link = new BrokerLink(transport, { service: "s" }, () => undefined);
  const route = { exchange: "lights", routingKey: "event.{id}.measured", parameters: { id: null } };
  const current = { 1: { status: "current", schema: true } } as const;
  const measured = { name: "LightMeasured", current: 1, route, versions: current } as const;
  type Sends = { readonly measured: WithParameters<object, { readonly id: string }> };
  const send = publisher<Sends>("s", { measured })(link);
  await send.measured({}, { parameters: { id: "7" }, messageId: "m-1" });
  expect(sent.map(({ exchange, routingKey, properties }) => [exchange, routingKey, properties.messageId])).toEqual([
    ["lights", "event.7.measured", "m-1"],
  ]);
  const unfit = { code: "configuration", outcome: "not-sent" };
  await expect(send.measured({}, { parameters: { id: "7.8" } })).rejects.toMatchObject(unfit);
  await expect(send.measured({}, undefined as never)).rejects.toMatchObject(unfit);
  expect(sent).toHaveLength(1);
});
