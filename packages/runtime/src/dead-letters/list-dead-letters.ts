import type { Broker } from "../broker.js";
import { innerLink } from "../broker.js";
import type { DeadLetter } from "./dead-letter.js";
import { offer, type Reads } from "./offer.js";
import { readDeadLetter } from "./read-dead-letter.js";

/** Letters to look at when nobody says how many. Each stays with the broker, but out of its queue until the last is seen. */
export const DEFAULT_LIMIT = 1_000;

export interface ListOptions {
  /** Letters to look at, at most, oldest first; 1,000 by default. */
  readonly limit?: number;
  /** The consumer of the build at hand, such as `communicationsConsumer`: it decides which letters are offered. */
  readonly reads?: Reads;
  /** Also return the bodies, which may hold personal data. */
  readonly withBody?: boolean;
}

/**
 * Looks at the dead letters of a consumed queue; they stay where they are.
 *
 * @param broker - an operator's connection: services have no right to their dead-letter queues
 * @throws ContractError `queue-missing` or `access-refused`
 */
export async function listDeadLetters(
  broker: Broker,
  queue: string,
  options: ListOptions = {},
): Promise<readonly DeadLetter[]> {
  const { limit = DEFAULT_LIMIT, reads, withBody = false } = options;
  const letters: DeadLetter[] = [];
  await innerLink(broker).transport.browse(deadLetterQueue(queue), {
    limit,
    visit(queued) {
      const { facts } = readDeadLetter(queued, queue);
      letters.push({ ...facts, ...offer(facts, reads), ...(withBody ? { body: queued.body } : {}) });
      return "keep";
    },
  });
  return letters;
}

/** Where the letters of a consumed queue lie. */
export function deadLetterQueue(queue: string): string {
  return `${queue}.dlq`;
}
