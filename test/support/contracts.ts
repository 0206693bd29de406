import { readFileSync } from "node:fs";
import type { Definitions, VirtualHost } from "@insaka/broker";
import type { Broker, ConnectOptions } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { onTestFinished } from "vitest";
import { freshVhost } from "./broker.js";
import { Told } from "./told.js";

export { Told } from "./told.js";

/** The definitions that codegen wrote for the lending services. */
export const DEFINITIONS: Definitions = JSON.parse(
  readFileSync(new URL("../../infra/rabbitmq/definitions.json", import.meta.url), "utf8"),
);

/** A virtual host with the lending topology, for one test. */
export async function lendingHost(): Promise<VirtualHost> {
  return await freshVhost(DEFINITIONS);
}

/** Connects a service with its own user; disconnects it when the test has finished. */
export async function connected(
  host: VirtualHost,
  service: string,
  options: Omit<ConnectOptions, "service"> = {},
): Promise<{ broker: Broker; told: Told }> {
  const told = new Told();
  const broker = await connect(host.url(service), { observe: told.observe, ...options, service });
  onTestFinished(async () => {
    await broker.close({ deadlineMs: 2_000 });
  });
  return { broker, told };
}

/** Sends raw bytes the way a stranger would, past every generated client. */
export async function sendRaw(
  host: VirtualHost,
  raw: {
    readonly exchange: string;
    readonly routingKey: string;
    readonly body: string | Buffer;
    readonly properties?: Readonly<Record<string, unknown>>;
  },
): Promise<boolean> {
  const answer = await host.management.client.request<{ routed: boolean }>(
    "POST",
    `/exchanges/${host.name}/${raw.exchange}/publish`,
    {
      routing_key: raw.routingKey,
      payload: Buffer.from(raw.body as string).toString("base64"),
      payload_encoding: "base64",
      properties: { delivery_mode: 2, ...raw.properties },
    },
  );
  return answer.routed;
}

/** Asks until the answer is yes: for states of the broker that nothing announces. The test's own time-out is the bound. */
export async function eventually(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 50));
}
