import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { resolveSettings } from "../../defaults.js";
import type { OutboundMessage } from "../transport.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { PublishChannels } from "./publish-channels.js";

class ConfirmingChannel extends EventEmitter {
  publish(_exchange: string, _key: string, _body: Buffer, _options: object, answer: (error: unknown) => void): boolean {
    queueMicrotask(() => answer(null));
    return true;
  }
}

/** Publish channels of a connection that counts how many were opened. */
function counting(): { readonly channels: PublishChannels; readonly opened: () => number } {
  let opened = 0;
  const connection = {
    async createConfirmChannel() {
      opened += 1;
      return new ConfirmingChannel();
    },
  };
  const supervisor = { state: "ready", ready: async () => connection } as unknown as ConnectionSupervisor;
  return { channels: new PublishChannels(supervisor, resolveSettings()), opened: () => opened };
}

function to(routingKey: string, channelKey?: string): OutboundMessage {
  return { exchange: "e", routingKey, body: Buffer.alloc(0), properties: {}, headers: {}, channelKey };
}

test("each route has a channel of its own", async () => {
  const { channels, opened } = counting();
  for (const key of ["a", "b", "a"]) await channels.publish(to(key), false);
  expect(opened()).toBe(2);
});

test("what has a channel key shares one, whatever its route", async () => {
  const { channels, opened } = counting();
  await Promise.all(["a", "b", "c"].map((key) => channels.publish(to(key, "shared"), false)));
  for (const key of ["d", "e"]) await channels.publish(to(key, "shared"), false);
  expect(opened()).toBe(1);
});
