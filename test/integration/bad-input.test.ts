import type { Envelope } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import { APPROVED, communications, letters } from "../support/communications.js";
import { lendingHost, sendRaw } from "../support/contracts.js";
import { LOAN_APPROVED, NRC, PHONE, properties } from "../support/samples.js";

describe("a body or an envelope that cannot be read goes to the dead-letter queue, and the consumer goes on", () => {
  const good = JSON.stringify(LOAN_APPROVED);
  const deep = `${'{"a":'.repeat(80)}1${"}".repeat(80)}`;
  const cases: readonly [reason: string, what: string, body: string | Buffer, properties: Record<string, unknown>][] = [
    ["not-json", "cut short", good.slice(0, 40), properties("LoanApproved", 2)],
    ["not-utf8", "not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), properties("LoanApproved", 2)],
    ["too-deep", "too deep", deep, properties("LoanApproved", 2)],
    ["too-large", "too large", JSON.stringify({ blob: "x".repeat(1_100_000) }), properties("LoanApproved", 2)],
    ["content-type", "of another content type", good, { ...properties("LoanApproved", 2), content_type: "text/xml" }],
    ["content-encoding", "compressed", good, { ...properties("LoanApproved", 2), content_encoding: "gzip" }],
    [
      "forbidden-key",
      "with a __proto__ key",
      good.replace("{", '{"__proto__":{"x":1},'),
      properties("LoanApproved", 2),
    ],
    ["unknown-message", "of an unknown message", good, properties("LoanForgiven", 1)],
    ["no-version", "without a version", good, { ...properties("LoanApproved", 2), headers: {} }],
    ["no-message-id", "without an id", good, { ...properties("LoanApproved", 2), message_id: undefined }],
    ["schema", "that breaks its schema", good.replace('"12500.50"', "12500.5"), properties("LoanApproved", 2)],
    ["schema", "that is an array", `[${good}]`, properties("LoanApproved", 2)],
    ["schema", "that is null", "null", properties("LoanApproved", 2)],
    [
      "upcast-refused",
      "whose amount has no exact form in version 2",
      JSON.stringify({ ...LOAN_APPROVED, principal: undefined, amount: 1234.565 }),
      properties("LoanApproved", 1),
    ],
  ];

  test("each with its reason, its body untouched, none lost", async () => {
    const host = await lendingHost();
    const got: string[] = [];
    const { told } = await communications(host, ({ envelope }) => void got.push(envelope.messageId));
    const route = { exchange: "loan-origination", routingKey: "loan.approved" };
    for (const [, , body, sent] of cases) expect(await sendRaw(host, { ...route, body, properties: sent })).toBe(true);
    const last = properties("LoanApproved", 2);
    await sendRaw(host, { ...route, body: good, properties: last });
    await told.settled({ messageId: last.message_id, outcome: "ack" });
    await told.until((events) => {
      const dead = events.filter((event) => event.type === "settled" && event.outcome === "dead-letter");
      return dead.length === cases.length ? dead : undefined;
    });
    expect(got).toEqual([last.message_id]);

    const dead = await letters(host, APPROVED);
    const seen = dead.map(({ properties: { headers }, payload, payload_encoding }) => ({
      reason: headers?.["x-dead-reason"],
      class: headers?.["x-dead-class"],
      body: Buffer.from(payload, payload_encoding === "base64" ? "base64" : "utf8").toString("hex"),
    }));
    const expected = cases.map(([reason, , body]) => ({
      reason,
      class: "invalid",
      body: Buffer.from(body as string).toString("hex"),
    }));
    const sorted = (list: readonly { reason: unknown; body: string }[]) =>
      list.map((item) => JSON.stringify(item)).sort();
    expect(sorted(seen)).toEqual(sorted(expected));
    for (const {
      properties: { headers },
    } of dead) {
      expect(headers).toMatchObject({
        "x-dead-service": "communications",
        "x-dead-queue": APPROVED,
        "x-origin-exchange": "loan-origination",
        "x-origin-routing-key": "loan.approved",
        "x-attempt": 1,
        "x-crashes": 0,
      });
      for (const value of [PHONE, NRC, "12500", "1234.565"]) expect(JSON.stringify(headers)).not.toContain(value);
    }
  });
});

describe("headers", () => {
  const route = { exchange: "loan-origination", routingKey: "loan.approved" };

  test("that leave no room for ours are left behind, named, and the reason is there", async () => {
    const host = await lendingHost();
    const { told } = await communications(host, () => undefined);
    const sent = properties("LoanApproved", 2, { filler: "y".repeat(65_300) });
    await sendRaw(host, { ...route, body: "{", properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "dead-letter", reason: "not-json" });
    const [letter] = await letters(host, APPROVED);
    expect(letter?.payload).toBe("{");
    expect(Object.keys(letter?.properties.headers ?? {})).not.toContain("filler");
    expect(letter?.properties.headers).toMatchObject({
      "x-dead-reason": "not-json",
      "x-dropped-headers": "filler",
      "x-version": 2,
    });
  });

  test("in which a sender makes up attempts or an origin are not believed", async () => {
    const host = await lendingHost();
    const envelopes: Envelope[] = [];
    const { told } = await communications(host, ({ envelope }) => void envelopes.push(envelope));
    const forged = { "x-attempt": 6, "x-origin-exchange": "credit-bureau", "x-origin-routing-key": "admin.override" };
    const sent = properties("LoanApproved", 2, forged);
    await sendRaw(host, { ...route, body: JSON.stringify(LOAN_APPROVED), properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "ack", attempt: 1 });
    expect(envelopes).toMatchObject([{ attempt: 1, ...route }]);
  });
});
