import { once } from "node:events";
import { connect } from "@insaka/runtime";
import { communicationsConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { connect as connectRaw } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { ownNode } from "../support/broker.js";
import { APPROVED } from "../support/communications.js";
import { DEFINITIONS, Told } from "../support/contracts.js";
import { gate } from "../support/conversations.js";
import { idleCommunications } from "../support/idle-handlers.js";
import { LOAN_APPROVED } from "../support/samples.js";

/** What is set on the broker, and how often its channels look. */
const LIMIT = 8_000;
const TICK = 500;

test("what its handler holds for nearly as long as the broker allows goes back alone: its neighbours and the channel live on", async (context) => {
  const node = await ownNode(context);
  const set = (name: string, value: number): string => `application:set_env(rabbit, ${name}, ${value})`;
  await node.ctl("eval", `${set("consumer_timeout", LIMIT)}, ${set("channel_tick_interval", TICK)}.`);
  const host = await node.createVirtualHost(DEFINITIONS);
  const told = new Told();
  const broker = await connect(host.url("communications"), {
    service: "communications",
    observe: told.observe,
    timeouts: { consumerTimeout: LIMIT },
  });
  onTestFinished(async () => void (await broker.close({ deadlineMs: 1_000 })));
  const begun = gate();
  const aborted = gate();
  const beside = gate();
  let slow = "";
  let neighbour = "";
  await communicationsConsumer(broker, {
    handlers: {
      ...idleCommunications,
      async loanApproved({ envelope, signal }) {
        if (envelope.messageId === neighbour) await beside.opened;
        if (envelope.messageId !== slow || envelope.redelivered) return;
        signal.addEventListener("abort", () => aborted.open());
        begun.open();
        await new Promise(() => undefined);
      },
    },
  });
  const origination = await connect(host.url("loan-origination"), { service: "loan-origination" });
  onTestFinished(async () => void (await origination.close({ deadlineMs: 1_000 })));
  const send = loanOriginationPublisher(origination);
  const publish = async (messageId: string): Promise<void> =>
    void (await send.loanApproved(LOAN_APPROVED, { messageId }));
  await publish("warm");
  await told.settled({ messageId: "warm", outcome: "ack" });
  await told.subscription(APPROVED, "active");
  slow = "slow";
  await publish(slow);
  await begun.opened;
  // Somebody without a guard, who took a message later: when the broker ends this channel, it would have ended ours before.
  const unguarded = await connectRaw(host.adminUrl);
  onTestFinished(() => unguarded.close());
  const channel = await unguarded.createChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  channel.sendToQueue(queue, Buffer.from("held"));
  const closed = once(channel, "error");
  await channel.consume(queue, () => undefined);
  // Long after the slow one, so that its own time is not up: it is in flight while that one goes back.
  await new Promise((resolve) => setTimeout(resolve, LIMIT / 2));
  neighbour = "neighbour";
  await publish(neighbour);
  await aborted.opened;
  await told.settled({ messageId: slow, outcome: "requeue", reason: "consumer-timeout" });
  await told.settled({ messageId: slow, outcome: "ack", redelivered: true });
  const [error] = await closed;
  expect(error).toMatchObject({ code: 406, message: expect.stringContaining("delivery acknowledgement on channel") });
  beside.open();
  expect(await told.settled({ messageId: neighbour })).toMatchObject({ outcome: "ack", redelivered: false });
  await publish("afterwards");
  await told.settled({ messageId: "afterwards", outcome: "ack" });
  const states = told.events.flatMap((event) =>
    event.type === "subscription" && event.queue === APPROVED ? [event.state] : [],
  );
  expect(states).not.toContain("lost");
});
