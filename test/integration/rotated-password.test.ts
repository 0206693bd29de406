import type { ConnectOptions } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { expect, test } from "vitest";
import { broker as node } from "../support/broker.js";
import { eventually, lendingHost } from "../support/contracts.js";

/** The URL without its secret, and the secret. */
function parted(url: string): { readonly bare: string; readonly user: string; readonly password: string } {
  const parsed = new URL(url);
  const [user, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)];
  parsed.username = "";
  parsed.password = "";
  return { bare: parsed.href, user, password };
}

test("a password that is changed on the broker is refused visibly and taken at the next attempt, without a restart", async () => {
  const host = await lendingHost();
  const { bare, user, password } = parted(host.url("credit-bureau"));
  const known = { user, password };
  const credentials: ConnectOptions["credentials"] = () => ({ ...known });
  const broker = await connect(bare, { service: "credit-bureau", credentials, timeouts: { backoffCap: 200 } });
  expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
  await broker.refreshCredentials();
  expect(broker.health().ready).toBe(true);
  await node.management.request("PUT", `/users/${encodeURIComponent(user)}`, { password: "another-one", tags: "" });
  await eventually(async () => (await host.management.connections()).length >= 2);
  await host.management.closeConnections();
  await eventually(() => {
    const causes = broker.health().troubles.map(({ cause }) => cause);
    return Promise.resolve(causes.length === 2 && causes.every((cause) => cause === "refused"));
  });
  expect(JSON.stringify(broker.health())).not.toContain(password);
  known.password = "another-one";
  await eventually(() => Promise.resolve(broker.health().ready));
  await broker.close();
});
