import { expect, test } from "vitest";
import type { QueuedMessage } from "../transport/transport.js";
import { readDeadLetter } from "./read-dead-letter.js";
import { replayMessage } from "./replay-dead-letters.js";

test("a replayed letter has its waits, its attempts and its death behind it, and keeps what is its own", () => {
  const letter: QueuedMessage = {
    body: Buffer.from('{ "spaced" : 1 }'),
    properties: { messageId: "m-1", type: "LoanApproved", replyTo: "api-gateway.instance.1", correlationId: "case-1" },
    headers: {
      "x-version": 3,
      mine: "kept",
      CC: ["elsewhere"],
      "x-attempt": 6,
      "x-newer-since": "2026-11-22T09:00:00.000Z",
      "x-throttled-since": "2026-11-22T09:00:00.000Z",
      "x-first-failure": "2026-11-22T09:00:00.000Z",
      "x-crashes": 2,
      "x-dead-reason": "newer-than-build",
      "x-dead-class": "newer-than-build",
      "x-dead-detail": "version 3, this build reads up to 2",
      "x-dead-at": "2026-11-23T09:00:00.000Z",
      "x-dead-service": "communications",
      "x-dead-queue": "communications.loan-approved",
      "x-origin-exchange": "loan-origination",
      "x-origin-routing-key": "loan.approved",
      "x-delivery-count": 4,
    },
    exchange: "insaka.dead",
    routingKey: "communications.loan-approved",
    redelivered: true,
  };
  const queue = "communications.loan-approved";
  expect(replayMessage(letter, readDeadLetter(letter, queue))).toEqual({
    exchange: "insaka.return",
    routingKey: queue,
    body: letter.body,
    properties: letter.properties,
    headers: {
      "x-version": 3,
      mine: "kept",
      "x-attempt": 1,
      "x-first-failure": "2026-11-22T09:00:00.000Z",
      "x-origin-exchange": "loan-origination",
      "x-origin-routing-key": "loan.approved",
    },
  });
});
