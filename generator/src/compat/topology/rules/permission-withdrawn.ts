import { droppedRoutes } from "../moved-routes.js";
import { senders, sortedParties } from "../parties.js";
import { losesPublish } from "../rights.js";
import type { TopologyRule } from "../topology-finding.js";

/** Permissions are replaced by the import, whatever builds are running. */
export const permissionWithdrawn: TopologyRule = {
  id: "permission-withdrawn",
  purpose: "An import replaces what an account may do: a released build that still publishes is refused with 403.",
  judge: (change) =>
    droppedRoutes(change)
      .filter((route) => losesPublish(change, route.service, route))
      .map((route) => ({
        subject: { kind: "account", name: route.service },
        weight: "note",
        outcome: "applied",
        summary: `${route.service} no longer sends ${route.message}, and the import takes its right to: a build as released that publishes it to "${route.exchange}" with "${route.routingKey}" is refused with 403.`,
        hint: `Import when no released build of ${route.service} runs any more.`,
        key: route.routingKey,
        messages: [route.message],
        parties: sortedParties(senders([route])),
        at: null,
        before: route.at,
      })),
};
