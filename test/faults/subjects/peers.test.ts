import { describe, expect, onTestFinished, test } from "vitest";
import { eventually, lendingHost } from "../../support/contracts.js";
import { LOAN_APPROVED } from "../../support/samples.js";
import type { Load, Subject } from "../subject.js";
import { peers } from "./peers.js";

const QUEUE = { service: "communications", queue: "communications.loan-approved" } as const;
const load = (id: string, routingKey = "loan.approved"): Load => ({
  id,
  kind: "loanApproved",
  type: "LoanApproved",
  version: 2,
  exchange: "loan-origination",
  routingKey,
  payload: LOAN_APPROVED,
});

async function running(peer: Subject) {
  const host = await lendingHost();
  const urls = (service: string): readonly string[] => [host.url(service)];
  const attempts = new Map<string, number>();
  const consumer = await peer.startConsumer({
    urls,
    queues: [QUEUE],
    prefetch: 20,
    async handle({ id }) {
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      if (id.startsWith("again") && attempt === 1) throw new Error("later");
    },
  });
  onTestFinished(() => consumer.close());
  const publisher = await peer.startPublisher({ urls });
  onTestFinished(() => publisher.close());
  return { host, publisher, attempts };
}

describe.each(peers)("$id", (peer) => {
  test("publishes, does not confirm what no queue took, consumes, and handles again what failed", async () => {
    const { publisher, attempts } = await running(peer);
    const ids = Array.from({ length: 100 }, (_, index) => `first-${index}`);
    const outcomes = await Promise.all(ids.map((id) => publisher.publish(load(id))));
    expect(outcomes).toEqual(ids.map(() => "confirmed"));
    await eventually(async () => ids.every((id) => attempts.get(id) === 1));
    expect(await publisher.publish(load("again"))).toBe("confirmed");
    await eventually(async () => attempts.get("again") === 2);
    // A key that the sender may use, and to which nothing is bound any more.
    expect(await publisher.publish(load("nowhere", "loan.written-off.nobody"))).not.toBe("confirmed");
  }, 30_000);

  test("comes back after a forced close", async () => {
    const { host, publisher, attempts } = await running(peer);
    await eventually(async () => (await host.management.connections()).length >= 2);
    await host.management.closeConnections();
    let count = 0;
    await eventually(async () => {
      count += 1;
      await publisher.publish(load(`after-${count}`));
      return [...attempts.keys()].some((id) => id.startsWith("after"));
    });
  }, 60_000);
});
