import type { BrokerLink } from "./broker.js";
import { ContractError } from "./contract-error.js";
import type { RequiredTopology } from "./transport/transport.js";

/**
 * Checks at start that the broker holds what a service relies on. A missing retry exchange would otherwise show with the first
 * failing message, hours later.
 *
 * @throws ContractError `topology-missing`, naming everything that is missing and what to do
 */
export async function requireTopology(link: BrokerLink, topology: RequiredTopology): Promise<void> {
  const missing = await link.transport.missing(topology);
  if (missing.length === 0) return;
  throw new ContractError(
    "topology-missing",
    `the broker lacks what "${link.service}" needs: ${missing.join(", ")}; import the definitions.json that codegen wrote`,
    { scope: "connection" },
  );
}
