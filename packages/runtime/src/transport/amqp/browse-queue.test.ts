import { EventEmitter } from "node:events";
import type { ChannelModel } from "amqplib";
import { IllegalOperationError } from "amqplib";
import { expect, test } from "vitest";
import { browseQueue } from "./browse-queue.js";

/** A connection whose only channel dies as soon as it has handed out a message. */
function dying(): ChannelModel {
  const closed = (): never => {
    throw new IllegalOperationError("Channel closed");
  };
  const message = { content: Buffer.from("x"), fields: { messageCount: 0 }, properties: {} };
  const channel = Object.assign(new EventEmitter(), { get: async () => message, ack: closed, close: closed });
  return { createChannel: async () => channel } as unknown as ChannelModel;
}

test("a channel that dies between the look and the removal is told as a ContractError", async () => {
  const looked = browseQueue(dying(), "q", { limit: 5, visit: () => "remove" });
  await expect(looked).rejects.toMatchObject({ name: "ContractError", code: "channel-closed", retryable: true });
});

test("a connection that is dead already is told so too", async () => {
  const dead = { createChannel: async () => Promise.reject(new IllegalOperationError("Connection closed")) };
  const looked = browseQueue(dead as unknown as ChannelModel, "q", { limit: 5, visit: () => "keep" });
  await expect(looked).rejects.toMatchObject({ name: "ContractError", code: "channel-closed" });
});
