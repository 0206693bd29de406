import { expect, test } from "vitest";
import { essentialMessage } from "./essential-message.js";

const message = { exchange: "insaka.dead", routingKey: "q", body: Buffer.from("{"), properties: {}, headers: {} };

test("keeps what is ours, the version and the trace, and names what is left behind", () => {
  const headers = { filler: "y".repeat(65_000), "x-version": 2, traceparent: "00-1-2-01", "x-dead-reason": "not-json" };
  expect(essentialMessage({ ...message, headers })).toEqual({
    ...message,
    headers: { "x-version": 2, traceparent: "00-1-2-01", "x-dead-reason": "not-json", "x-dropped-headers": "filler" },
  });
});

test("leaves texts behind that have become too long, and times that are none", () => {
  const properties = { messageId: "\ufffd".repeat(90), type: "LoanApproved", timestamp: 2 ** 64 };
  const essential = essentialMessage({ ...message, properties });
  expect(essential.properties).toEqual({ type: "LoanApproved" });
  expect(essential.headers).toEqual({ "x-dropped-headers": "messageId, timestamp" });
});

test("leaves a version and a trace behind that are none", () => {
  const headers = { "x-version": { "!": "nonsense" }, traceparent: "t".repeat(60_000), "x-attempt": 1 };
  expect(essentialMessage({ ...message, headers }).headers).toEqual({
    "x-attempt": 1,
    "x-dropped-headers": "x-version, traceparent",
  });
});
