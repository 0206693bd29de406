import { describe, expect, test } from "vitest";
import type { TransportDelivery } from "../transport/transport.js";
import { deadLetter, retryMessage } from "./dead-letter.js";
import type { FailureFacts } from "./disposition.js";

const PLACE = { queue: "q", service: "communications", now: Date.parse("2026-11-23T09:00:00.000Z") };
const failure: FailureFacts = { class: "transient", reason: "bureau away" };

function delivery(headers: Record<string, unknown>, redelivered = false): TransportDelivery {
  return {
    body: Buffer.from('{ "spaced" : 1 }'),
    properties: { messageId: "m-1", type: "LoanApproved", appId: "loan-origination", contentType: "application/json" },
    headers,
    exchange: "loan-origination",
    routingKey: "loan.approved",
    redelivered,
    epoch: 1,
    isLive: () => true,
    ack: () => true,
    survived: () => undefined,
    requeue: () => true,
    reject: () => true,
  };
}

describe("a retried message", () => {
  const retried = retryMessage(delivery({ "x-version": 2, mine: "kept" }), PLACE, { step: "5s", attempt: 2, failure });

  test("goes to the step's exchange under its queue's name", () => {
    expect(retried).toMatchObject({ exchange: "insaka.retry.5s", routingKey: "q" });
  });

  test("keeps body, properties and the sender's headers, and remembers where it came from", () => {
    expect(retried.body.toString()).toBe('{ "spaced" : 1 }');
    expect(retried.properties).toMatchObject({ messageId: "m-1", appId: "loan-origination" });
    expect(retried.headers).toMatchObject({
      "x-version": 2,
      mine: "kept",
      "x-attempt": 2,
      "x-last-reason": "bureau away",
      "x-origin-exchange": "loan-origination",
      "x-origin-routing-key": "loan.approved",
    });
  });

  test("keeps the first failure's time and the origin through further retries", () => {
    const again = retryMessage(
      {
        ...delivery({ ...retried.headers, "x-first-failure": "2026-01-01T00:00:00.000Z" }),
        exchange: "insaka.return",
        routingKey: "q",
      },
      PLACE,
      { step: "30s", attempt: 3, failure },
    );
    expect(again.headers).toMatchObject({
      "x-first-failure": "2026-01-01T00:00:00.000Z",
      "x-origin-exchange": "loan-origination",
    });
  });

  test("sheds what would copy it elsewhere or speak of an earlier life", () => {
    const headers = {
      CC: ["x"],
      BCC: ["y"],
      "x-death": [{}],
      "x-first-death-queue": "q",
      "x-delivery-count": 3,
      "x-last-death-reason": "r",
    };
    const shed = retryMessage(delivery(headers), PLACE, { step: "5s", attempt: 2, failure }).headers;
    expect(Object.keys(shed).filter((name) => name in headers)).toEqual([]);
  });

  test("remembers since when it waits for a newer build, or is throttled", () => {
    const newer = retryMessage(delivery({}), PLACE, {
      step: "2m",
      attempt: 1,
      failure: { class: "newer-than-build", reason: "n" },
    });
    expect(Date.parse(newer.headers["x-newer-since"] as string)).toBeGreaterThan(0);
    const later = retryMessage(delivery(newer.headers), PLACE, {
      step: "2m",
      attempt: 1,
      failure: { class: "newer-than-build", reason: "n" },
    });
    expect(later.headers["x-newer-since"]).toBe(newer.headers["x-newer-since"]);
  });

  test.each(["garbage", "9999-01-01T00:00:00.000Z"])("does not wait for ever because a header says %s", (since) => {
    const newer = { class: "newer-than-build", reason: "n" } as const;
    const again = retryMessage(delivery({ "x-newer-since": since }), PLACE, { step: "2m", attempt: 1, failure: newer });
    expect(again.headers["x-newer-since"]).toBe("2026-11-23T09:00:00.000Z");
  });
});

describe("a dead letter", () => {
  const reason: FailureFacts = { class: "invalid", reason: "schema", detail: "/amount type (found string)" };

  test("says why, how often it was tried, how often it crashed, and where it came from", () => {
    const letter = deadLetter(delivery({ "x-attempt": 3, "x-delivery-count": 2 }, true), PLACE, reason);
    expect(letter).toMatchObject({ exchange: "insaka.dead", routingKey: "q" });
    expect(letter.headers).toMatchObject({
      "x-dead-reason": "schema",
      "x-dead-class": "invalid",
      "x-dead-detail": "/amount type (found string)",
      "x-dead-service": "communications",
      "x-dead-queue": "q",
      "x-attempt": 3,
      "x-crashes": 2,
      "x-origin-exchange": "loan-origination",
      "x-origin-routing-key": "loan.approved",
    });
  });

  test("does not believe a delivery count that the sender made up", () => {
    expect(deadLetter(delivery({ "x-delivery-count": 99 }), PLACE, reason).headers["x-crashes"]).toBe(0);
  });

  test("bounds the texts that it carries", () => {
    const long = deadLetter(delivery({}), PLACE, { ...reason, detail: "x".repeat(10_000) });
    expect((long.headers["x-dead-detail"] as string).length).toBeLessThan(600);
  });
});
