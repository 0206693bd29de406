import type { Definitions } from "@insaka/broker";
import type { ConsumedQueue, Load } from "./subject.js";

/** The queues that the consumer process takes from. */
export const consumedQueues: readonly ConsumedQueue[] = [
  { service: "communications", queue: "communications.loan-approved" },
  { service: "credit-bureau", queue: "credit-bureau.credit-report-requested" },
];

/** A principal that kills the process of the handler that sees it. */
export const POISON = "666.66";

const kinds = {
  loanApproved: { type: "LoanApproved", version: 2, exchange: "loan-origination", routingKey: "loan.approved" },
  creditReportRequested: {
    type: "CreditReportRequested",
    version: 1,
    exchange: "credit-bureau",
    routingKey: "credit-report.requested",
  },
} as const;

/** Pseudo-random numbers in [0, 1) that a seed fixes (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The message number `n`: every other one fans out to three queues. The people in it are invented. */
export function loadOf(n: number, id: string, random: () => number, poison = false): Load {
  const kind = poison || n % 2 === 0 ? "loanApproved" : "creditReportRequested";
  const digits = (count: number): string => String(Math.floor(random() * 10 ** count)).padStart(count, "0");
  const uuid = (): string => `0192f0c1-7d3a-7c11-9a52-${digits(12)}`;
  const nrc = `${digits(6)}/${digits(2)}/${digits(1)}`;
  const amount = poison ? POISON : `${1 + Math.floor(random() * 50_000)}.${digits(2)}`;
  const payload =
    kind === "loanApproved"
      ? {
          loanId: uuid(),
          applicationId: uuid(),
          principal: { amount, currency: "ZMW" },
          phone: `+26097${digits(7)}`,
          nrc,
        }
      : { applicationId: uuid(), nrc, consentId: uuid() };
  return { id, kind, ...kinds[kind], payload };
}

/**
 * The generated definitions, reduced to what this traffic touches: the services that consume, with all their queues, the two further
 * queues that loan.approved fans out to, and everything of the house.
 */
export function trafficDefinitions(whole: Definitions): Definitions {
  const kept = (name: string): boolean =>
    /^(communications|credit-bureau|pmec|loan-origination\.wait|insaka)\./.test(name) ||
    /^reporting\.loan-origination(\.dlq)?$/.test(name);
  const queues = (whole.queues ?? []).filter(({ name }) => kept(name));
  const bindings = (whole.bindings ?? []).filter(
    ({ destination, destination_type }) => destination_type !== "queue" || kept(destination),
  );
  return { ...whole, queues, bindings };
}

/** The queues that a message of this routing key goes to. */
export function queuesFor(definitions: Definitions, { exchange, routingKey }: Pick<Load, "exchange" | "routingKey">) {
  return (definitions.bindings ?? [])
    .filter((binding) => binding.source === exchange && binding.routing_key === routingKey)
    .map(({ destination }) => destination);
}
