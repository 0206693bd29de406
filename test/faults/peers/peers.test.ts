import { expect, onTestFinished, test } from "vitest";
import { eventually, lendingHost } from "../../support/contracts.js";
import { LOAN_APPROVED } from "../../support/samples.js";
import type { PeerOptions } from "./peer.js";
import { peers } from "./peers.js";

const ids = (prefix: string): readonly string[] => Array.from({ length: 100 }, (_, index) => `${prefix}-${index}`);

async function lending(): Promise<{
  options: PeerOptions;
  cut: () => Promise<unknown>;
  connections: () => Promise<number>;
}> {
  const host = await lendingHost();
  const options = {
    urls: [host.adminUrl],
    exchange: "loan-origination",
    routingKey: "loan.approved",
    queue: "communications.loan-approved",
    prefetch: 20,
    type: "LoanApproved",
  };
  const connections = async (): Promise<number> => (await host.management.connections()).length;
  return { options, cut: () => host.management.closeConnections(), connections };
}

test.each(peers)(
  "$name publishes, hears of a return, consumes, and does so again after a forced close",
  async (peer) => {
    const { options, cut, connections } = await lending();
    const handled = new Set<string>();
    const consumer = await peer.consumer(options, (id) => void handled.add(id));
    onTestFinished(() => consumer.close());
    const publisher = await peer.publisher(options);
    onTestFinished(() => publisher.close());
    const before = ids("before");
    expect(await Promise.all(before.map((id) => publisher.publish(id, LOAN_APPROVED)))).toEqual(
      before.map(() => "confirmed"),
    );
    await eventually(async () => before.every((id) => handled.has(id)));

    const lost = await peer.publisher({ ...options, routingKey: "loan.nobody-listens" });
    onTestFinished(() => lost.close());
    expect(await lost.publish("nowhere", LOAN_APPROVED)).toBe("returned");

    await eventually(async () => (await connections()) >= 3);
    await cut();
    // Each says in its own way that it is away; what is asked for here is that it comes back.
    for (const id of ids("after")) {
      await eventually(async () => (await publisher.publish(id, LOAN_APPROVED)) === "confirmed");
      if (handled.has(id)) break;
    }
    await eventually(async () => [...handled].some((id) => id.startsWith("after")));
  },
  60_000,
);
