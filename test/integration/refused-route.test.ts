import type { CreditReportRequested, LoanApproved } from "@intellifin/contracts";
import { loanOriginationPublisher } from "@intellifin/contracts";
import { expect, test } from "vitest";
import { connected, lendingHost } from "../support/contracts.js";

const APPROVED: LoanApproved = {
  loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
  applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
  principal: { amount: "12500.50", currency: "ZMW" },
  phone: "+260971234567",
};
const REQUESTED: CreditReportRequested = {
  applicationId: APPROVED.applicationId,
  nrc: "123456/78/1",
  consentId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c05",
};

test("a route that the broker refuses again and again under load never takes the connection of its neighbours down", async () => {
  const host = await lendingHost();
  const { broker, told } = await connected(host, "loan-origination");
  const publisher = loanOriginationPublisher(broker);
  await host.management.deleteExchange("credit-bureau");
  for (let round = 0; round < 8; round += 1) {
    const refused = Array.from({ length: 20 }, () => publisher.creditReportRequested(REQUESTED));
    const good = Array.from({ length: 20 }, () => publisher.loanApproved(APPROVED));
    const outcomes = await Promise.allSettled(refused);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    await Promise.all(good);
  }
  const lost = told.events.filter((event) => event.type === "connection" && event.state !== "ready");
  expect(lost).toEqual([]);
});
