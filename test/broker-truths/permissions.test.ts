import type { Definitions } from "@insaka/broker";
import { describe, expect, it } from "vitest";
import { broker, freshVhost } from "../support/broker.js";
import { openConnection, publish, watch } from "./support/wire.js";

const service: Definitions = {
  users: [{ name: "service" }],
  permissions: [{ user: "service", configure: "^$", write: ".*", read: ".*" }],
  topic_permissions: ["own-topic", "own-direct"].map((exchange) => ({
    user: "service",
    exchange,
    write: "^own\\.",
    read: "^$",
  })),
  exchanges: [
    { name: "own-topic", type: "topic" },
    { name: "own-direct", type: "direct" },
  ],
};

describe("permissions", () => {
  describe("row 20: topic permissions that allow only keys that begin with own.", () => {
    async function sendAs(exchange: string, routingKey: string, headers = {}) {
      const host = await freshVhost(service);
      const channel = watch(await (await openConnection(host.url("service"))).createConfirmChannel());
      const answer = await publish(channel, exchange, routingKey, "x", { headers });
      return { answer, errors: channel.errors };
    }

    it("are ignored on a direct exchange", async () => {
      expect(await sendAs("own-direct", "foreign.key")).toEqual({ answer: "confirmed", errors: [] });
    });

    it("hold on a topic exchange", async () => {
      expect(await sendAs("own-topic", "own.key")).toEqual({ answer: "confirmed", errors: [] });
      expect(await sendAs("own-topic", "foreign.key")).toMatchObject({ answer: "rejected", errors: [{ code: 403 }] });
    });

    it.each(["CC", "BCC"])("hold for %s there too", async (header) => {
      const sent = await sendAs("own-topic", "own.key", { [header]: ["foreign.key"] });
      expect(sent).toMatchObject({ answer: "rejected", errors: [{ code: 403 }] });
    });
  });

  it("row 24: without the management tag the management API answers 401", async () => {
    const host = await freshVhost(service);
    const url = new URL(host.url("service"));
    const credentials = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
    const response = await fetch(`${broker.managementUrl}/api/consumers/${encodeURIComponent(host.name)}`, {
      headers: { authorization: `Basic ${credentials.toString("base64")}` },
    });
    expect(response.status).toBe(401);
  });
});
