import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { QueueDescriptor } from "../message/descriptor.js";
import { DEAD_EXCHANGE, RETRY_EXCHANGE } from "../message/house-exchanges.js";

/**
 * Checks at start that the broker holds what a consumer relies on: its queues, their dead-letter queues' exchange and the retry
 * exchanges. A missing one would otherwise show with the first failing message, hours later.
 *
 * @throws ContractError `topology-missing`, naming everything that is missing and what to do
 */
export async function requireTopology(link: BrokerLink, queues: readonly QueueDescriptor[]): Promise<void> {
  const steps = new Set(queues.flatMap(({ retry }) => retry.steps));
  const missing = await link.transport.missing({
    exchanges: [DEAD_EXCHANGE, ...[...steps].map((step) => RETRY_EXCHANGE + step)],
    queues: queues.map(({ queue }) => queue),
  });
  if (missing.length === 0) return;
  throw new ContractError(
    "topology-missing",
    `the broker lacks what "${link.service}" needs: ${missing.join(", ")}; import the definitions.json that codegen wrote`,
    { scope: "connection" },
  );
}
