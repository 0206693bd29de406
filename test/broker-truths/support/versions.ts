import { isAtLeast } from "@insaka/broker";
import { broker } from "../../support/broker.js";

/** What the tests ask of a version. */
interface BrokerFacts {
  readonly defaultDeliveryLimit: number | undefined;
  readonly publishedDeathsCount: boolean;
  readonly uncountedHandBacks: readonly string[];
}

/** What is known to differ by the broker's version, in this one place. Measured on 4.0.5 and 4.3.6; what is said of versions before 4.0 was not run. */
export const facts: BrokerFacts = {
  /** Quorum queues without a delivery limit of their own drop a message after this many returns; before 4.0 they never do. */
  defaultDeliveryLimit: isAtLeast(broker.version, "4.0") ? 20 : undefined,
  /** From 4.0 an `x-death` that a publisher sends along is not counted on. */
  publishedDeathsCount: !isAtLeast(broker.version, "4.0"),
  /** From 4.3 these hand a message back without counting it; `reject` and every way to lose a consumer count as before. */
  uncountedHandBacks: isAtLeast(broker.version, "4.3") ? ["nack", "recover"] : [],
};
