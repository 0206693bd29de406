import type { BrokerDefinitions, PermissionEntry } from "./definitions.js";
import { Refusal } from "./refusal.js";

export type Right = "configure" | "write" | "read";

/** What one user may do: regular expressions over names and routing keys, nowhere anchored but by themselves. */
export interface Rights {
  /** @throws Refusal 403 */
  demand(right: Right, what: "exchange" | "queue", name: string): void;
  /** Holds on topic exchanges only; without an entry for the exchange every key is allowed. @throws Refusal 403 */
  demandTopic(right: "write" | "read", exchange: string, routingKey: string): void;
}

/** An operator's: everything. */
export const ALL_RIGHTS: Rights = { demand: () => undefined, demandTopic: () => undefined };

/** The rights of a user, or undefined when the definitions know no such user. */
export function rightsOf(definitions: BrokerDefinitions, user: string): Rights | undefined {
  if (definitions.users?.some(({ name }) => name === user) !== true) return undefined;
  const permission = definitions.permissions?.find((each) => each.user === user);
  const names = permission === undefined ? undefined : expressions(permission);
  const topics = new Map(
    (definitions.topic_permissions ?? [])
      .filter((each) => each.user === user)
      .map((each) => [each.exchange, { write: expression(each.write), read: expression(each.read) }]),
  );
  return {
    demand(right, what, name) {
      // The default exchange has no name; in permissions it is called this.
      if (names?.[right].test(name === "" ? "amq.default" : name) === true) return;
      throw new Refusal(403, `ACCESS_REFUSED - ${right} access to ${what} '${name}' refused for user '${user}'`);
    },
    demandTopic(right, exchange, routingKey) {
      if (topics.get(exchange)?.[right].test(routingKey) !== false) return;
      throw new Refusal(
        403,
        `ACCESS_REFUSED - ${right} access to topic '${routingKey}' in exchange '${exchange}' refused for user '${user}'`,
      );
    },
  };
}

function expressions(permission: PermissionEntry): Readonly<Record<Right, RegExp>> {
  const { configure, write, read } = permission;
  return { configure: expression(configure), write: expression(write), read: expression(read) };
}

/** The empty pattern is nothing, as `^$` is. */
function expression(pattern: string): RegExp {
  return new RegExp(pattern === "" ? "^$" : pattern);
}
