import type { Broker } from "../broker.js";
import { innerLink } from "../broker.js";
import { ContractError, type ErrorCode } from "../contract-error.js";
import { carriedHeaders, HEADER } from "../message/headers.js";
import { RETURN_EXCHANGE } from "../message/house-exchanges.js";
import { requireTopology } from "../require-topology.js";
import type { Headers, OutboundMessage, QueuedMessage, Verdict } from "../transport/transport.js";
import type { DeadLetter } from "./dead-letter.js";
import { DEFAULT_LIMIT, deadLetterQueue, type ListOptions } from "./list-dead-letters.js";
import { offer } from "./offer.js";
import { type ReadLetter, readDeadLetter } from "./read-dead-letter.js";

export type ReplayOptions = Omit<ListOptions, "withBody">;

export interface ReplayReport {
  /** Letters that were looked at. */
  readonly seen: number;
  /** Letters that are back in their queue. */
  readonly replayed: number;
  /** Letters that were to be replayed and stayed, each with the reason; after a failure of the connection no other is tried. */
  readonly failed: readonly { readonly messageId: string | undefined; readonly code: ErrorCode }[];
}

/**
 * Puts the dead letters that `select` chooses back into their queue, with their very bytes and ids and a fresh count of attempts.
 *
 * A letter is confirmed in its queue before it is removed here: a crash between leaves it in both with one id, which is the
 * receivers' inbox's job. Letters that die while this runs are left for the next time.
 *
 * @param broker - an operator's connection: it reads the dead-letter queue and writes to the return exchange
 * @param select - for instance `(letter) => letter.offered`
 * @throws ContractError `topology-missing` when the queue is gone (its letters stay), `queue-missing`, `access-refused`, and whatever
 *   `select` throws
 */
export async function replayDeadLetters(
  broker: Broker,
  queue: string,
  select: (letter: DeadLetter) => boolean,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const link = innerLink(broker);
  const { limit = DEFAULT_LIMIT, reads } = options;
  // The return exchange hands what has no queue to the stray one: it would not come back as unroutable.
  await requireTopology(link, { exchanges: [RETURN_EXCHANGE], queues: [queue] });
  const failed: { messageId: string | undefined; code: ErrorCode }[] = [];
  let replayed = 0;
  let isCutOff = false;
  const visit = async (queued: QueuedMessage): Promise<Verdict> => {
    const letter = readDeadLetter(queued, queue);
    if (isCutOff || !select({ ...letter.facts, ...offer(letter.facts, reads) })) return "keep";
    try {
      await link.transport.publish(replayMessage(queued, letter), "settle");
    } catch (reason) {
      const { code, outcome } = ContractError.from(reason);
      failed.push({ messageId: letter.facts.messageId, code });
      isCutOff = outcome !== "returned" && outcome !== "nacked" && code !== "unencodable";
      return "keep";
    }
    replayed += 1;
    return "remove";
  };
  const seen = await link.transport.browse(deadLetterQueue(queue), { limit, visit });
  return { seen, replayed, failed };
}

/** What a new life begins without. */
const ENDED: readonly string[] = [
  HEADER.deadReason,
  HEADER.deadClass,
  HEADER.deadDetail,
  HEADER.deadAt,
  HEADER.deadService,
  HEADER.deadQueue,
  HEADER.crashes,
  HEADER.throttledSince,
  HEADER.newerSince,
];

/** The letter as it goes back: it is believed there, so its headers are those that were believed here. */
export function replayMessage(queued: QueuedMessage, { facts, headers }: ReadLetter): OutboundMessage {
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) if (!ENDED.includes(name)) kept[name] = value;
  return {
    exchange: RETURN_EXCHANGE,
    routingKey: facts.queue,
    body: queued.body,
    properties: queued.properties,
    headers: carriedHeaders(kept, {
      [HEADER.attempt]: 1,
      [HEADER.originExchange]: facts.origin.exchange,
      [HEADER.originRoutingKey]: facts.origin.routingKey,
    }),
  };
}
