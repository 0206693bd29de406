import { deadLetterQueue } from "../../../model/topology-names.js";
import { concernedByQueue } from "../concerned.js";
import { plain, quoted, senders, sortedParties, sortedTexts } from "../parties.js";
import { queueRemoval } from "../removal.js";
import { losesRead } from "../rights.js";
import { queuesFor, type TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { SentRoute } from "../topology-view.js";

/** The broker keeps it, and its bindings go on filling it. */
export const queueRemoved: TopologyRule = {
  id: "queue-removed",
  purpose: "A queue that leaves the documents stays on the broker and goes on filling, and nobody reads it.",
  judge: (change) =>
    gone(change)
      .filter(({ replacedBy }) => replacedBy.length === 0)
      .map((queue) => removed(change, queue)),
};

/** To the broker a new name is a new queue, and the old one stays. */
export const queueRenamed: TopologyRule = {
  id: "queue-renamed",
  purpose:
    "A queue under a new name is a second queue: the old one keeps its messages and its bindings, and nobody reads it.",
  judge: (change) =>
    gone(change)
      .filter(({ replacedBy }) => replacedBy.length > 0)
      .map((queue) => renamed(change, queue)),
};

/** A queue of the baseline that no document has any more. */
interface GoneQueue {
  readonly name: string;
  /** Queues from which the same services now read the same messages. */
  readonly replacedBy: readonly string[];
  /** What its bindings go on bringing. */
  readonly gets: readonly SentRoute[];
  readonly services: readonly string[];
}

/** Dead-letter and wait queues go with the queue or the step that they are for. */
function gone(change: TopologyChange): readonly GoneQueue[] {
  const { before, after } = change;
  const consumed = before.view.queues.filter(({ name, role }) => role === "consumed" && !after.queues.has(name));
  if (consumed.length === 0) return [];
  const arriving = after.view.routes.map((route) => ({ route, queues: queuesFor(before, route) }));
  return consumed.map(({ name }) => {
    const reading = before.receivers.get(name) ?? [];
    const same = after.view.receivers.filter(({ service, message }) =>
      reading.some((was) => was.service === service && was.message === message),
    );
    return {
      name,
      replacedBy: sortedTexts(same.filter(({ queue }) => !before.receivers.has(queue)).map(({ queue }) => queue)),
      gets: arriving.filter(({ queues }) => queues.has(name)).map(({ route }) => route),
      services: sortedTexts(reading.map(({ service }) => service)),
    };
  });
}

function removed(change: TopologyChange, queue: GoneQueue): Judged {
  const { name, gets } = queue;
  const who = queue.services.length === 0 ? "nobody" : plain(queue.services);
  const filling =
    gets.length === 0
      ? "What waits in it stays there"
      : `It goes on getting ${shownArrivals(gets)}, beside what waits in it`;
  return {
    ...withSenders(change, queue),
    weight: gets.length === 0 ? "warning" : "breaking",
    outcome: "silently-different",
    summary: `The queue "${name}", read by ${who} as released, is in no document any more. A broker that has it keeps it with its bindings. ${filling}, and nobody reads it.`,
    hint: `Deploy without the consumer, then delete the queue, which takes its bindings along: ${queueRemoval(name)}${letters(change, name)}.`,
  };
}

function renamed(change: TopologyChange, queue: GoneQueue): Judged {
  const { name, gets, replacedBy, services } = queue;
  const refused = services.filter((service) => losesRead(change, service, name));
  const right =
    refused.length === 0
      ? ""
      : ` The import takes the right of ${plain(refused)} to read it: a build as released that subscribes again is refused with 403.`;
  return {
    ...withSenders(change, queue),
    weight: "breaking",
    outcome: "silently-different",
    summary: `${plain(services)} reads ${quoted(replacedBy)} in the place of the queue "${name}". A broker that has "${name}" keeps it with its bindings: ${gets.length === 0 ? "what waits in it" : `what waits in it, and ${shownArrivals(gets)} as before,`} is read by nobody once the new build runs.${right}`,
    hint: `Keep the name. Or unbind "${name}" as soon as ${quoted(replacedBy)} is bound (until then each message is in both), move what is left in it over with a shovel, and delete it: ${queueRemoval(name)}${letters(change, name)}.`,
  };
}

function withSenders(
  change: TopologyChange,
  { name, gets }: GoneQueue,
): Omit<Judged, "weight" | "outcome" | "summary" | "hint"> {
  const concerned = concernedByQueue(change, name);
  return {
    ...concerned,
    messages: sortedTexts([...concerned.messages, ...gets.map(({ message }) => message)]),
    parties: sortedParties([...concerned.parties, ...senders(gets)]),
    key: gets[0]?.routingKey ?? null,
  };
}

function shownArrivals(routes: readonly SentRoute[]): string {
  return plain(routes.map(({ message, routingKey }) => `${message} ("${routingKey}")`));
}

/** Its dead letters are a queue of their own, with letters in it that nobody has looked at. */
function letters({ before, after }: TopologyChange, queue: string): string {
  const name = deadLetterQueue(queue);
  return before.queues.has(name) && !after.queues.has(name) ? `, and "${name}" when its letters are seen to` : "";
}
