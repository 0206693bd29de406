import { expect, test } from "vitest";
import { BrokerLink } from "../broker.js";
import type { Transport } from "../transport/transport.js";
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
