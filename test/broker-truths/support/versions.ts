import { isAtLeast } from "@insaka/broker";
import { broker } from "../../support/broker.js";

/** What is known to differ by the broker's version, in this one place. The rows were measured on 4.0.5. */
export const facts = {
  /** Quorum queues without a delivery limit of their own drop a message after this many returns; before 4.0 they never do. */
  defaultDeliveryLimit: isAtLeast(broker.version, "4.0") ? 20 : undefined,
  /** From 4.0 an `x-death` that a publisher sends along is not counted on. */
  publishedDeathsCount: !isAtLeast(broker.version, "4.0"),
  /** From 4.3 `nack` hands a message back without counting it. */
  nackCounts: !isAtLeast(broker.version, "4.3"),
} as const;
