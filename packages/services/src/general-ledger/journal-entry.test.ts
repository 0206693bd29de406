import { expect, test } from "vitest";
import { ofDisbursement } from "./bookings.js";
import { credit, debit, demandSound, UnsoundEntry } from "./journal-entry.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;
const usd = (amount: string) => ({ amount, currency: "USD" }) as const;

test.each([
  ["one line", [debit("1200", zmw("1.00"))]],
  ["a ngwee too much", [debit("1200", zmw("1.01")), credit("1110", zmw("1.00"))]],
  ["two debits", [debit("1200", zmw("1.00")), debit("1110", zmw("1.00"))]],
  ["a line of nothing", [debit("1200", zmw("0.00")), credit("1110", zmw("0.00"))]],
  ["lines below nothing", [debit("1200", zmw("-1.00")), credit("1110", zmw("-1.00"))]],
  ["kwacha against dollars", [debit("1200", zmw("1.00")), credit("1110", usd("1.00"))]],
])("an entry of %s is refused", (_, lines) => {
  expect(() => demandSound({ lines })).toThrow(UnsoundEntry);
});

test("an entry that balances in each of its currencies is taken", () => {
  const lines = [debit("1200", zmw("3.00")), credit("1110", zmw("1.00")), credit("2310", zmw("2.00"))];
  demandSound({ lines: [...lines, debit("1200", usd("4.00")), credit("1110", usd("4.00"))] });
});

test("a loan without interest has no line for it, and one that is disbursed after midnight in Zambia is of that day", () => {
  const { lines, day } = ofDisbursement({
    loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
    applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
    clientId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c02",
    phone: "+260971234567",
    principal: zmw("10.00"),
    totalRepayable: zmw("10.00"),
    schedule: [],
    paidTo: { kind: "mobile-wallet", institution: "MTN", number: "0961234567" },
    disbursedAt: "2026-03-31T22:30:00Z",
  });
  expect(lines.map(({ account }) => account)).toEqual(["1200", "1110"]);
  expect(day).toBe("2026-04-01");
});
