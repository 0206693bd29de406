import { describe, expect, test } from "vitest";
import type { Headers, QueuedMessage } from "../transport/transport.js";
import { readDeadLetter } from "./read-dead-letter.js";

function letter(headers: Headers, properties: QueuedMessage["properties"] = {}): QueuedMessage {
  return { body: Buffer.from("{}"), properties, headers, exchange: "insaka.dead", routingKey: "q", redelivered: true };
}

const forged = { "x-dead-reason": "forged", "x-attempt": 7, "x-origin-exchange": "forged", mine: "kept" };
const death = { reason: "delivery_limit", exchange: "orders", "routing-keys": ["placed"], queue: "q", count: 1 };

describe("a letter that the broker made by itself", () => {
  test("is read by the broker's record; what a sender may have made up is gone from its headers", () => {
    const read = readDeadLetter(letter({ ...forged, "x-death": [death], "x-delivery-count": 40 }), "q");
    expect(read.facts).toMatchObject({
      class: "broker",
      reason: "delivery_limit",
      attempts: 1,
      crashes: undefined,
      origin: { exchange: "orders", routingKey: "placed" },
    });
    expect(read.headers).toMatchObject({ mine: "kept" });
    expect(Object.keys(read.headers)).not.toContain("x-dead-reason");
  });

  test("after a retry is believed: the return exchange is closed to senders", () => {
    const deaths = [{ ...death, exchange: "insaka.return", "routing-keys": ["q"] }];
    const read = readDeadLetter(letter({ ...forged, "x-origin-exchange": "orders", "x-death": deaths }), "q");
    expect(read.facts).toMatchObject({ attempts: 7, origin: { exchange: "orders" } });
  });
});

test.each<[string, Headers]>([
  ["no headers", {}],
  ["a death that is no list", { "x-death": "gone" }],
  ["a death of nothing", { "x-death": [null] }],
  ["a death of odd parts", { "x-death": [{ reason: 7, exchange: {}, "routing-keys": "k", time: "now" }] }],
  ["headers of odd types", { "x-dead-at": "yesterday", "x-crashes": -1, "x-dead-reason": {}, "x-version": "2" }],
])("a letter with %s is shown with what is known", (_, headers) => {
  const { facts } = readDeadLetter(letter(headers), "q");
  expect(facts).toMatchObject({ queue: "q", reason: "unknown", attempts: 1, version: undefined, deadAt: undefined });
});
