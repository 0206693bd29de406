import { EventEmitter } from "node:events";
import type { ConfirmChannel } from "amqplib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ContractError } from "../../contract-error.js";
import type { OutboundMessage } from "../transport.js";
import { PublishChannel } from "./publish-channel.js";

type OnConfirm = (error: unknown) => void;

/** The broker's side of a channel, as amqplib shows it. */
class FakeChannel extends EventEmitter {
  /** What came, oldest first; undefined once it has its answer. */
  readonly open: ({ readonly id: string | undefined; readonly answer: OnConfirm } | undefined)[] = [];
  publish(_exchange: string, _key: string, _body: Buffer, options: { messageId?: string }, answer: OnConfirm): boolean {
    this.open.push({ id: options.messageId, answer });
    return true;
  }
  async close(): Promise<void> {
    this.emit("close");
  }
  answer(index: number, how: "ack" | "nack" | "return"): void {
    const one = this.open[index];
    if (one === undefined) return;
    this.open[index] = undefined;
    if (how === "return") this.emit("return", { properties: { messageId: one.id }, fields: { replyText: "NO_ROUTE" } });
    one.answer(how === "nack" ? new Error("nacked") : null);
  }
}

function message(messageId: string | undefined): OutboundMessage {
  const properties = messageId === undefined ? {} : { messageId };
  return { exchange: "e", routingKey: "k", body: Buffer.alloc(0), properties, headers: {} };
}

const outcomeOf = (publish: Promise<void>): Promise<string> =>
  publish.then(
    () => "confirmed",
    (error: ContractError) => error.outcome ?? "none",
  );

const nothing = (): void => undefined;
const OPTIONS = {
  confirmTimeout: 60_000,
  window: { enter: nothing, leave: nothing },
  onClosed: nothing,
  onSettled: nothing,
};

function opened(): { readonly fake: FakeChannel; readonly channel: PublishChannel } {
  const fake = new FakeChannel();
  return { fake, channel: new PublishChannel(fake as unknown as ConfirmChannel, OPTIONS) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a return of the later of two with one id is not taken for the earlier one's", async () => {
  const { fake, channel } = opened();
  const outcomes = [outcomeOf(channel.publish(message("a"), false)), outcomeOf(channel.publish(message("a"), false))];
  // The broker would answer the second first, if it had both.
  fake.answer(1, "return");
  fake.answer(0, "ack");
  fake.answer(1, "return");
  expect(await Promise.all(outcomes)).toEqual(["confirmed", "returned"]);
});

test.each([
  [404, "not-sent"],
  [403, "not-sent"],
  [406, "not-sent"],
  [541, "unknown"],
])("a channel that the server closes with %i leaves its only publish %s", async (code, outcome) => {
  const { fake, channel } = opened();
  const publish = outcomeOf(channel.publish(message("a"), false));
  fake.emit("error", Object.assign(new Error("closed by server"), { code }));
  fake.emit("close");
  expect(await publish).toBe(outcome);
});

test("whatever the broker does, each publish settles once, and as confirmed only what it confirmed", async () => {
  const answer = fc.record({
    do: fc.constantFrom("ack", "nack", "return", "ack-all", "publish", "publish"),
    id: fc.constantFrom("a", "b", "c", undefined),
    at: fc.nat(20),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 40 }), async (steps) => {
      const { fake, channel } = opened();
      const promises: Promise<string>[] = [];
      const given = { confirmed: 0, returned: 0, nacked: 0 };
      const answerOne = (index: number, how: "ack" | "nack" | "return"): void => {
        if (fake.open[index] === undefined) return;
        given[how === "ack" ? "confirmed" : how === "nack" ? "nacked" : "returned"] += 1;
        fake.answer(index, how);
      };
      for (const step of steps) {
        if (step.do === "publish") promises.push(outcomeOf(channel.publish(message(step.id), false)));
        else if (step.do !== "ack-all") answerOne(step.at % (fake.open.length + 1), step.do);
        else for (let index = 0, end = fake.open.length; index < end; index += 1) answerOne(index, "ack");
      }
      fake.emit("close");
      await turn();
      const outcomes = await Promise.all(promises);
      const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
      expect({ confirmed: count("confirmed"), returned: count("returned"), nacked: count("nacked") }).toEqual(given);
      expect(channel.inFlight).toBe(0);
    }),
    { numRuns: 300 },
  );
});
