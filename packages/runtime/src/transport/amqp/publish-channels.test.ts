import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { ContractError } from "../../contract-error.js";
import { resolveSettings } from "../../defaults.js";
import type { OutboundMessage } from "../transport.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { PublishChannels } from "./publish-channels.js";

type OnConfirm = (error: unknown) => void;

/** The broker's side of a channel: it answers when it is told to. */
class FakeChannel extends EventEmitter {
  readonly sent: string[] = [];
  readonly #answers: OnConfirm[] = [];
  publish(_exchange: string, key: string, body: Buffer, _options: object, answer: OnConfirm): boolean {
    this.sent.push(`${key} ${body.toString()}`);
    this.#answers.push(answer);
    return true;
  }
  confirm(): void {
    for (const answer of this.#answers.splice(0)) answer(null);
  }
  refuse(code: number): void {
    this.emit("error", Object.assign(new Error(`closed with ${code}`), { code }));
    this.emit("close");
  }
  async close(): Promise<void> {
    this.emit("close");
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function harness(limits: Readonly<Record<string, number>> = {}) {
  const opened: FakeChannel[] = [];
  const connection = {
    async createConfirmChannel() {
      const channel = new FakeChannel();
      opened.push(channel);
      return channel;
    },
  };
  let whenReady: Promise<unknown> = Promise.resolve(connection);
  const supervisor = { state: "ready", ready: () => whenReady };
  const settings = resolveSettings({ limits, timeouts: { backoffCap: 20 } });
  const channels = new PublishChannels(supervisor as unknown as ConnectionSupervisor, settings);
  let ids = 0;
  const publish = (key: string, body: string, settles = false): Promise<string> => {
    ids += 1;
    const message: OutboundMessage = {
      exchange: "e",
      routingKey: key,
      body: Buffer.from(body),
      properties: { messageId: `m-${ids}` },
      headers: {},
    };
    return channels.publish(message, settles).then(
      () => "confirmed",
      ({ code, outcome }: ContractError) => `${code} ${outcome}`,
    );
  };
  const goAway = (): void => {
    supervisor.state = "lost";
    whenReady = new Promise(() => undefined);
  };
  return { opened, channels, supervisor, publish, goAway };
}

test("an alarm fails at once what waits for its channel, and leaves alone what is in flight", async () => {
  const { opened, channels, supervisor, publish, goAway } = harness();
  const inFlight = publish("a", "1");
  await turn();
  goAway();
  const waiting = [publish("b", "1"), publish("b", "2", true)];
  supervisor.state = "blocked";
  channels.noteState("blocked");
  expect(await Promise.all(waiting)).toEqual(["blocked not-sent", "blocked not-sent"]);
  opened[0]?.confirm();
  expect(await inFlight).toBe("confirmed");
});

test("what settles a delivery passes by what fills the window", async () => {
  const { opened, publish } = harness({ inFlightPublishes: 1 });
  const first = publish("a", "1");
  await turn();
  const others = [publish("a", "2"), publish("a", "3")];
  const settling = publish("a", "settle", true);
  await turn();
  expect(opened[0]?.sent).toEqual(["a 1", "a settle"]);
  for (let round = 0; round < 3; round += 1) {
    opened[0]?.confirm();
    await turn();
  }
  expect(await Promise.all([first, ...others, settling])).toEqual(Array.from({ length: 4 }, () => "confirmed"));
  expect(opened[0]?.sent).toEqual(["a 1", "a settle", "a 2", "a 3"]);
});

test("a refused route fails at once within its pause, is then tried with one publish, and heals; its neighbour goes on", async () => {
  const { opened, channels, publish } = harness();
  const bad = publish("bad", "1");
  const good = publish("good", "1");
  await turn();
  opened[0]?.refuse(404);
  opened[1]?.confirm();
  expect([await bad, await good]).toEqual(["exchange-missing not-sent", "confirmed"]);
  expect(channels.troubles()).toMatchObject([{ what: "route e bad", cause: "exchange-missing" }]);
  // The pause is random and may be nothing.
  while (opened.length < 3) {
    const tried = publish("bad", "2");
    await turn();
    if (opened.length < 3) expect(await tried).toBe("exchange-missing not-sent");
  }
  const more = publish("bad", "3");
  await turn();
  expect(opened[2]?.sent).toEqual(["bad 2"]);
  opened[2]?.confirm();
  await turn();
  expect(opened[2]?.sent).toEqual(["bad 2", "bad 3"]);
  expect(channels.troubles()).toEqual([]);
  opened[2]?.confirm();
  expect(await more).toBe("confirmed");
});

test("no more channels than allowed are open: a busy one makes place once it has its answers, an idle one at once", async () => {
  const { opened, publish } = harness({ publishChannels: 1 });
  const a = publish("a", "1");
  await turn();
  const b = publish("b", "1");
  await turn();
  expect(opened).toHaveLength(1);
  // It waits: on two channels at once the order of the route would be lost.
  const again = publish("a", "2");
  opened[0]?.confirm();
  for (let round = 0; round < 20; round += 1) {
    await turn();
    for (const channel of opened.slice(1)) channel.confirm();
  }
  expect(await Promise.all([a, b, again])).toEqual(["confirmed", "confirmed", "confirmed"]);
  expect(opened.map(({ sent }) => sent)).toEqual([["a 1"], ["b 1"], ["a 2"]]);
});
