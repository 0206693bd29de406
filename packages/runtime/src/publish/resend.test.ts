import { expect, test } from "vitest";
import { BrokerLink } from "../broker.js";
import { systemClock } from "../clock.js";
import { ContractError, type PublishOutcome } from "../contract-error.js";
import type { SettingsOptions } from "../defaults.js";
import type { RuntimeEvent } from "../runtime-event.js";
import type { OutboundMessage, Transport } from "../transport/transport.js";
import { publisher } from "./publisher.js";

const facts = {
  name: "LoanApproved",
  current: 1,
  route: { exchange: "e", routingKey: "k" },
  versions: { 1: { status: "current", schema: true } },
} as const;

/** Publishes once on a transport that answers the tries with these outcomes, one after the other. */
async function published(answers: readonly (PublishOutcome | "confirmed")[], settings: SettingsOptions = {}) {
  const sent: OutboundMessage[] = [];
  const events: RuntimeEvent[] = [];
  const transport = {
    clock: systemClock,
    async publish(message: OutboundMessage) {
      const answer = answers[sent.length];
      sent.push(message);
      if (answer === "confirmed") return;
      if (answer === undefined) throw new Error("one publish too many");
      throw new ContractError("channel-closed", answer, { outcome: answer });
    },
  } as unknown as Transport;
  const link = new BrokerLink(transport, { service: "s", ...settings }, (event) => events.push(event));
  const error = await publisher("s", { approved: facts })(link)
    .approved({})
    .then(
      () => undefined,
      (reason: ContractError) => reason,
    );
  return { sent, error, told: events.map(({ type }) => type) };
}

test("what may be stored is sent once more, with the same id and a mark", async () => {
  const { sent, error, told } = await published(["unknown", "confirmed"]);
  expect(error).toBeUndefined();
  expect(sent.map(({ headers }) => headers["x-resent"])).toEqual([undefined, true]);
  expect(sent[1]?.properties).toEqual(sent[0]?.properties);
  expect(sent[1]?.body).toBe(sent[0]?.body);
  expect(told).toEqual(["resent", "published"]);
});

test.each(["unknown", "returned", "nacked", "not-sent"] as const)(
  "a second try that ends as %s leaves the outcome unknown, and there is no third",
  async (second) => {
    const { sent, error, told } = await published(["unknown", second]);
    expect(sent).toHaveLength(2);
    expect(error).toMatchObject({ outcome: "unknown", message: /resent/ });
    expect(told).toEqual(["resent", "publish-failed"]);
  },
);

test.each(["returned", "nacked", "not-sent"] as const)(
  "what was %s has its answer and is not sent again",
  async (one) => {
    const { sent, error, told } = await published([one]);
    expect(sent).toHaveLength(1);
    expect(error).toMatchObject({ outcome: one });
    expect(told).toEqual(["publish-failed"]);
  },
);

test("nothing is sent again where that is turned off", async () => {
  const { sent, error } = await published(["unknown"], { resend: false });
  expect(sent).toHaveLength(1);
  expect(error).toMatchObject({ outcome: "unknown", message: "unknown" });
});
