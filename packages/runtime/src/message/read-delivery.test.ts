import { describe, expect, test } from "vitest";
import { resolveSettings } from "../defaults.js";
import type { TransportDelivery } from "../transport/transport.js";
import { compileMessageReader } from "./message-reader.js";
import { readDelivery } from "./read-delivery.js";

const schema = { type: "object", required: ["a"], properties: { a: { type: "integer" } } };
const facts = {
  name: "Told",
  current: 2,
  route: null,
  retired: [1],
  versions: {
    2: { status: "current", schema },
    3: { status: "draft", schema, upcast: [] },
    4: { status: "draft", schema, upcast: [] },
  },
} as const;
const routes = new Map([["Told", { reader: compileMessageReader(facts, [2, 4]), mark: "x" }]]);

function read(version: unknown, body = '{"a":1}', properties: TransportDelivery["properties"] = {}) {
  const delivery = {
    body: Buffer.from(body),
    properties: { messageId: "m-1", type: "Told", ...properties },
    headers: { "x-version": version },
    exchange: "e",
    routingKey: "k",
    redelivered: false,
  } as unknown as TransportDelivery;
  return readDelivery(delivery, "q", routes, resolveSettings().limits);
}

describe("a delivery", () => {
  test("that can be read comes with its payload, envelope and route", () => {
    expect(read(2)).toMatchObject({
      ok: true,
      payload: { a: 1 },
      envelope: { messageId: "m-1", message: "Told", version: 2, queue: "q", exchange: "e", routingKey: "k" },
      route: { mark: "x" },
    });
  });

  test.each([
    ["of a retired version", read(1), "invalid", "retired-version", "version 1"],
    ["of a version that this consumer passes over", read(3), "invalid", "unknown-version", "version 3"],
    ["of a later version", read(5), "newer-than-build", "newer-than-build", "version 5, this build reads up to 4"],
    ["without a version", read("2"), "invalid", "no-version", undefined],
    ["of another message", read(2, "{}", { type: "Other" }), "invalid", "unknown-message", undefined],
    ["that is no JSON", read(2, "{"), "invalid", "not-json", undefined],
    ["that breaks its schema", read(2, '{"a":"x"}'), "invalid", "schema", "/a type (found string)"],
  ])("%s is unreadable, with class and reason", (_, outcome, kind, reason, detail) => {
    expect(outcome).toEqual({ ok: false, class: kind, reason, ...(detail === undefined ? {} : { detail }) });
  });
});
