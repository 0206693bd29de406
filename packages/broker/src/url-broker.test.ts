import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { connectToUrl, readUrlTarget } from "./url-broker.js";

describe("readUrlTarget", () => {
  it("expects the management API on its usual port, with the same user", () => {
    expect(readUrlTarget("amqp://ann:s%40crit@broker.example", undefined)).toEqual({
      amqp: { host: "broker.example", port: 5672, secure: false },
      managementUrl: "http://broker.example:15672",
      admin: { user: "ann", password: "s@crit" },
    });
  });

  it("keeps to TLS for both when the broker's URL says so", () => {
    const target = readUrlTarget("amqps://broker.example/lending", undefined);
    expect(target.amqp).toEqual({ host: "broker.example", port: 5671, secure: true });
    expect(target.managementUrl).toBe("https://broker.example:15671");
  });

  it("takes a management API that is elsewhere", () => {
    const target = readUrlTarget("amqp://[::1]:5673", "https://admin.example/rabbitmq/");
    expect(target.amqp).toEqual({ host: "::1", port: 5673, secure: false });
    expect(target.managementUrl).toBe("https://admin.example/rabbitmq");
  });

  it.each(["not a url", "http://ann:s3cret@broker.example", "amqp:s3cret", "amqp://ann:s3cr%ZZet@broker.example"])(
    "refuses %s without repeating it",
    (text) => {
      const read = (): unknown => readUrlTarget(text, undefined);
      expect(read).toThrow(BrokerUnavailable);
      expect(read).toThrow(/^RABBITMQ_URL is not a URL that starts with amqp:\/\/ or amqps:\/\/, /);
      expect(read).not.toThrow(/s3cr/);
    },
  );
});

describe("connectToUrl", () => {
  it("says where nothing answers, without credentials", async () => {
    const env = { RABBITMQ_URL: "amqp://ann:s3cret@127.0.0.1:1" };
    await expect(connectToUrl(env)).rejects.toThrow(
      /^no RabbitMQ answers at 127\.0\.0\.1:1, where RABBITMQ_URL points$/,
    );
  });

  it("takes a web server on that port for no broker", async () => {
    const server = createServer((_request, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await expect(connectToUrl({ RABBITMQ_URL: `amqp://127.0.0.1:${port}` })).rejects.toThrow(BrokerUnavailable);
    } finally {
      server.close();
    }
  });
});
