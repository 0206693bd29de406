import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.js";

export const publisherKilled: Fault = {
  id: "publisher-kill",
  title: "kill -9 of the publisher's process",
  recoveryFrom: "injection",
  async inject({ publisher }) {
    await publisher.kill();
  },
};

export const consumerKilled: Fault = {
  id: "consumer-kill",
  title: "kill -9 of the consumer's process",
  recoveryFrom: "injection",
  short: true,
  async inject({ consumer }) {
    await consumer.kill();
  },
};

export const poison: Fault = {
  id: "poison",
  title: "a message that kills the consumer's process, prefetch 50",
  recoveryFrom: "injection",
  prefetch: 50,
  deadLetters: { least: 1, most: 1 },
  async inject({ publisher }) {
    publisher.tell({ do: "poison" });
    // Eleven deaths of about a second each, before the delivery limit of 10 makes a dead letter of it.
    await pause(25_000);
  },
};

export const nackStorm: Fault = {
  id: "nack-storm",
  title: "nack storm: four handlings in five fail for 5 s",
  recoveryFrom: "heal",
  async inject({ consumer }) {
    consumer.tell({ do: "fail", part: 0.8 });
    await pause(5_000);
    consumer.tell({ do: "fail", part: 0 });
  },
};
