import type { Route } from "../../model/contract-model.js";
import { groupBy, type TopologyChange } from "./topology-change.js";
import type { SentRoute } from "./topology-view.js";

/** A message that its sender publishes elsewhere than before. */
export interface MovedRoute {
  readonly from: SentRoute;
  readonly to: SentRoute;
}

/** What a service goes on sending, but to another place; one for each place that it leaves. */
export function movedRoutes({ before, after }: TopologyChange): readonly MovedRoute[] {
  const now = groupBy(after.view.routes, whose);
  const was = groupBy(before.view.routes, whose);
  return [...was].flatMap(([who, routes]) => {
    const current = now.get(who) ?? [];
    const to = current.find((route) => !routes.some((other) => sameRoute(route, other)));
    if (to === undefined) return [];
    return routes.filter((route) => !current.some((other) => sameRoute(route, other))).map((from) => ({ from, to }));
  });
}

/** What a service no longer sends anywhere. */
export function droppedRoutes({ before, after }: TopologyChange): readonly SentRoute[] {
  const sent = new Set(after.view.routes.map(whose));
  return before.view.routes.filter((route) => !sent.has(whose(route)));
}

/** True for the same key at the same exchange. */
export function sameRoute(a: Route, b: Route): boolean {
  return a.exchange === b.exchange && a.routingKey === b.routingKey;
}

function whose({ message, service }: SentRoute): string {
  return `${service} ${message}`;
}
