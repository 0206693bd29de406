import { startBroker, startBrokerAtHand } from "@insaka/broker";
import type { FlowHost } from "./host.js";
import { memoryHost } from "./memory-host.js";
import { rabbitmqHost } from "./rabbitmq-host.js";

/** What the user may ask for; `auto` takes a RabbitMQ where one is at hand and memory otherwise. */
export type TransportChoice = "auto" | "memory" | "rabbitmq";

/** The ways to a RabbitMQ: one that may be fetched, and one that is there already. */
export interface Brokers {
  readonly startBroker: typeof startBroker;
  readonly startBrokerAtHand: typeof startBrokerAtHand;
}

const realBrokers: Brokers = { startBroker, startBrokerAtHand };

/**
 * Finds what the flow runs on, and says so where the user has not.
 *
 * @param note - takes progress, for people
 * @throws BrokerUnavailable when a RabbitMQ is asked for, or named by the environment, and cannot be had
 */
export async function findHost(
  choice: TransportChoice,
  note: (text: string) => void,
  brokers: Brokers = realBrokers,
): Promise<FlowHost> {
  if (choice === "memory") return memoryHost();
  if (choice === "rabbitmq") return rabbitmqHost(await brokers.startBroker({ log: note }));
  const node = await brokers.startBrokerAtHand({ log: note });
  if (node !== undefined) return rabbitmqHost(node);
  note("No RabbitMQ at hand: running on the in-memory transport. `npm start -- --transport rabbitmq` gets one.");
  return memoryHost();
}
