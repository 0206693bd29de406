import { policySteps } from "../../../model/read-retry.js";
import { retryExchange, waitQueue } from "../../../model/topology-names.js";
import { plain, quoted, receivers, resource, sortedParties, sortedTexts } from "../parties.js";
import { queueRemoval } from "../removal.js";
import { losesPublish } from "../rights.js";
import { groupBy, type TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { QueueReceiver } from "../topology-view.js";

/** A step is a queue, a binding, an exchange and a policy, and released builds go on using it. */
export const retryLadderChanged: TopologyRule = {
  id: "retry-ladder-changed",
  purpose:
    "A wait step that leaves the ladder leaves its queue on the broker, and released builds go on sending messages there.",
  judge: (change) => {
    const now = groupBy(change.after.view.receivers, ({ service }) => service);
    return [...groupBy(change.before.view.receivers, ({ service }) => service)].flatMap(([service, was]) => {
      const kept = new Set(steps(now.get(service) ?? []));
      const gone = steps(was).filter((step) => !kept.has(step));
      return gone.length === 0 ? [] : [finding(change, service, gone, was, now.get(service) ?? [])];
    });
  },
};

function steps(list: readonly QueueReceiver[]): readonly string[] {
  return sortedTexts(list.flatMap(({ retry }) => (retry === null ? [] : policySteps(retry))));
}

function finding(
  change: TopologyChange,
  service: string,
  gone: readonly string[],
  was: readonly QueueReceiver[],
  now: readonly QueueReceiver[],
): Judged {
  const queues = gone.map((step) => waitQueue(service, step));
  const using = was.filter(({ retry }) => retry !== null && policySteps(retry).some((step) => gone.includes(step)));
  const refused = gone.filter((step) =>
    losesPublish(change, service, { exchange: retryExchange(step), routingKey: `${service}.` }),
  );
  const unused = gone.filter((step) => !change.after.exchanges.has(retryExchange(step)));
  const rights =
    refused.length === 0
      ? ""
      : ` The import takes the right of ${service} to publish there: a build as released is refused with 403, and holds its messages back instead.`;
  const rest =
    unused.length === 0
      ? ""
      : ` Nobody else uses ${plain(unused)}: its exchange (${quoted(unused.map(retryExchange))}) and policy (${quoted(unused.map((step) => `insaka.wait.${step}`))}) can go too.`;
  const first = queues[0] ?? "";
  return {
    subject: { kind: "queue", name: first },
    weight: "warning",
    outcome: "silently-different",
    summary: `The retry ladder of ${service} loses ${plain(gone)}. A broker keeps ${quoted(queues)}: what waits there still comes back in its time, and builds as released still send messages there.${rights}`,
    hint: `Import when the new build of ${service} runs everywhere, and delete the queue when it is empty: ${queueRemoval(first)}.${rest}`,
    key: null,
    messages: sortedTexts(using.map(({ message }) => message)),
    parties: sortedParties([
      ...queues.map((queue) => resource("queue", queue, change.before.queues.get(queue)?.at)),
      ...receivers([...now.filter((each) => using.some(({ message }) => message === each.message)), ...using]),
    ]),
    at: now[0]?.at ?? null,
    before: using[0]?.at ?? null,
  };
}
