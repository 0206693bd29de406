import type { Route } from "../../model/contract-model.js";
import type { User } from "../../model/topology.js";
import { type TopologyChange, typeOf } from "./topology-change.js";

/**
 * True where the import of the new definitions takes a service's right to publish a route. An import replaces the permissions of
 * the accounts that it names; an account that it does not name keeps its own, and so does a topic permission for an exchange
 * that it does not name. A channel keeps the rights that it has used
 * until it idles.
 */
export function losesPublish({ before, after }: TopologyChange, service: string, route: Route): boolean {
  const account = accountOf(after.view.users, service);
  if (account === undefined || route.exchange === "") return false;
  if (!matches(account.permission.write, route.exchange)) return true;
  if (typeOf(before, route.exchange) !== "topic") return false;
  const keys = topicRight(account, route.exchange) ?? topicRight(accountOf(before.view.users, service), route.exchange);
  return keys !== undefined && !matches(keys.write, route.routingKey);
}

/** True where the import takes a service's right to read a queue. */
export function losesRead({ after }: TopologyChange, service: string, queue: string): boolean {
  const account = accountOf(after.view.users, service);
  return account !== undefined && !matches(account.permission.read, queue);
}

function accountOf(users: readonly User[], service: string): User | undefined {
  return users.find(({ name }) => name === service);
}

function topicRight(user: User | undefined, exchange: string): User["topicPermissions"][number] | undefined {
  return user?.topicPermissions.find((permission) => permission.exchange === exchange);
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(pattern, "u").test(name);
}
