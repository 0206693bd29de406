import type { Broker, ConnectOptions } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { createMemoryBroker, manualClock } from "@insaka/runtime/memory";
import { onTestFinished } from "vitest";
import { freshVhost } from "../support/broker.js";
import { sendRaw, Told } from "../support/contracts.js";
import { properties } from "../support/samples.js";
import { definitions } from "./build-1/generated/definitions.js";

/** Where parcels are told of. */
const PLACE = { exchange: "warehouse", routingKey: "parcel.shipped" };

/** A message as it lies in a queue. */
export interface Lying {
  readonly body: string;
  readonly messageId: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A broker with the topology of the builds on it, for one test. */
export interface Host {
  /** Connects a service with its own user; disconnects it when the test has finished. */
  connect(
    service: string,
    options?: Omit<ConnectOptions, "service">,
  ): Promise<{ readonly broker: Broker; readonly told: Told }>;
  /** Sends this very text as a parcel's message, past every generated client. Resolves to its id. */
  sendRaw(message: string, version: number, body: string): Promise<string>;
  /** Connects somebody who may look into every queue. */
  operator(): Promise<Broker>;
  /** Lets time pass until this is done; where time is not the test's to give, it passes by itself. */
  until<T>(done: Promise<T>): Promise<T>;
  /** What lies in a queue. */
  lying(queue: string): Promise<readonly Lying[]>;
}

export interface Hosting {
  readonly name: string;
  /** How long a message waits for a newer build, in milliseconds: no longer than the test can wait for. */
  readonly patience: number;
  host(): Promise<Host>;
}

/** A virtual host on the real broker. */
export const rabbitmq: Hosting = {
  name: "RabbitMQ",
  patience: 1_000,
  async host() {
    const host = await freshVhost(definitions);
    return {
      connect: (service, options = {}) => open(host.url(service), service, options),
      async sendRaw(message, version, body) {
        const sent = properties(message, version);
        await sendRaw(host, { ...PLACE, body, properties: sent });
        return sent.message_id;
      },
      operator: async () => (await open(host.adminUrl, "operator", {})).broker,
      until: (done) => done,
      async lying(queue) {
        const messages = await host.management.getMessages(queue, 100, { keep: true });
        return messages.map(({ payload, properties }) => ({
          body: payload,
          messageId: properties.message_id,
          headers: properties.headers ?? {},
        }));
      },
    };
  },
};

/** The same in memory, where a day passes in no time. */
export const memory: Hosting = {
  name: "the broker in memory",
  patience: 24 * 3_600_000,
  async host() {
    const clock = manualClock();
    const broker = createMemoryBroker({ definitions, clock });
    // Made first, so that the services are gone by the time that it runs: what was last is undone first.
    onTestFinished(() => broker.close());
    return {
      connect: (service, options = {}) => open(broker, service, options),
      async sendRaw(message, version, body) {
        const { message_id: messageId, type, headers } = properties(message, version);
        await broker.publish({ ...PLACE, body, properties: { messageId, type }, headers });
        return messageId;
      },
      operator: async () => (await open(broker.operator, "operator", {})).broker,
      async until(done) {
        let over = false;
        const ended = done.finally(() => {
          over = true;
        });
        while (!over) await clock.advance(1_000);
        return ended;
      },
      async lying(queue) {
        return broker.messages(queue).map(({ body, properties, headers }) => ({
          body: body.toString("utf8"),
          messageId: properties.messageId,
          headers,
        }));
      },
    };
  },
};

async function open(
  target: Parameters<typeof connect>[0],
  service: string,
  options: Omit<ConnectOptions, "service">,
): Promise<{ readonly broker: Broker; readonly told: Told }> {
  const told = new Told();
  const broker = await connect(target, { observe: told.observe, ...options, service });
  onTestFinished(async () => {
    await broker.close({ deadlineMs: 2_000 });
  });
  return { broker, told };
}
