import type { VirtualHost } from "@insaka/broker";
import type { Delivery } from "@insaka/runtime";
import type { LoanApproved } from "@intellifin/contracts";
import { communicationsConsumer } from "@intellifin/contracts";
import { connected } from "./contracts.js";
import { idleCommunications } from "./idle-handlers.js";

/** The queue that most tests look at. */
export const APPROVED = "communications.loan-approved";

type OnApproved = (delivery: Delivery<LoanApproved, "5s" | "30s" | "2m" | "10m">) => Promise<void> | void;

/** Runs communications with one handler that matters. */
export async function communications(host: VirtualHost, loanApproved: OnApproved, timeouts: { handler?: number } = {}) {
  const { broker, told } = await connected(host, "communications", { timeouts });
  await communicationsConsumer(broker, { handlers: { ...idleCommunications, loanApproved } });
  return { broker, told };
}

export async function letters(host: VirtualHost, queue: string) {
  return await host.management.getMessages(`${queue}.dlq`, 100, { keep: true });
}
