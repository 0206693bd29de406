import type { Route } from "../../model/contract-model.js";
import { vhost } from "../../model/topology-names.js";

/** The request to the management API that removes a binding; nothing in definitions can. */
export function bindingRemoval({ exchange, queue, routingKey }: Route & { readonly queue: string }): string {
  return `DELETE ${path("bindings")}/e/${segment(exchange)}/q/${segment(queue)}/${keySegment(routingKey)}`;
}

/** The request that removes a queue. */
export function queueRemoval(queue: string): string {
  return `DELETE ${path("queues")}/${segment(queue)}`;
}

/** The request that removes an exchange. */
export function exchangeRemoval(exchange: string): string {
  return `DELETE ${path("exchanges")}/${segment(exchange)}`;
}

/** The request that removes a policy. */
export function policyRemoval(policy: string): string {
  return `DELETE ${path("policies")}/${segment(policy)}`;
}

function path(kind: string): string {
  return `/api/${kind}/${segment(vhost)}`;
}

function segment(text: string): string {
  return encodeURIComponent(text);
}

/** The API names a binding without arguments by its key: `~` stands for the empty one, and marks arguments in any other, so that it is escaped twice. */
function keySegment(routingKey: string): string {
  if (routingKey === "") return "~";
  return routingKey.includes("~") ? segment(segment(routingKey).replaceAll("~", "%7E")) : segment(routingKey);
}
