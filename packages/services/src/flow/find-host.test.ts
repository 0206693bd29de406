import type { BrokerNode } from "@insaka/broker";
import { BrokerUnavailable } from "@insaka/broker";
import { expect, test } from "vitest";
import type { Brokers } from "./find-host.js";
import { findHost } from "./find-host.js";

const unavailable = (): Promise<never> => Promise.reject(new BrokerUnavailable("none"));

/** A node that is good for one thing: to be recognised. */
const node = {
  description: "RabbitMQ for a test",
  createVirtualHost: async () => ({ url: () => "", adminUrl: "", delete: async () => undefined }),
  stop: async () => undefined,
} as unknown as BrokerNode;

async function find(choice: "auto" | "memory" | "rabbitmq", brokers: Brokers) {
  const notes: string[] = [];
  const host = await findHost(choice, (text) => notes.push(text), brokers);
  await host.close();
  return { transport: host.transport, notes };
}

test("a machine with no broker runs on memory, and says so in one line", async () => {
  const { transport, notes } = await find("auto", {
    startBroker: unavailable,
    startBrokerAtHand: async () => undefined,
  });
  expect(transport).toBe("memory");
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^No RabbitMQ at hand: [^\n]*in-memory[^\n]*--transport rabbitmq[^\n]*$/);
});

test("a broker that is at hand is taken without a word", async () => {
  const found = await find("auto", { startBroker: unavailable, startBrokerAtHand: async () => node });
  expect(found).toEqual({ transport: "rabbitmq", notes: [] });
});

test("memory asks for no broker; rabbitmq asks for one, and fails where there is none", async () => {
  const none = { startBroker: unavailable, startBrokerAtHand: unavailable };
  expect(await find("memory", none)).toEqual({ transport: "memory", notes: [] });
  expect((await find("rabbitmq", { ...none, startBroker: async () => node })).transport).toBe("rabbitmq");
  await expect(find("rabbitmq", none)).rejects.toThrow(BrokerUnavailable);
});

test("a broker that is named and cannot be had is an error, not memory", async () => {
  await expect(find("auto", { startBroker: unavailable, startBrokerAtHand: unavailable })).rejects.toThrow("none");
});
