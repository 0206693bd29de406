import { readFileSync } from "node:fs";
import type { Definitions, VirtualHost } from "@insaka/broker";
import type { Broker, ConnectOptions, RuntimeEvent } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { onTestFinished } from "vitest";
import { freshVhost } from "./broker.js";

/** The definitions that codegen wrote for the lending services. */
export const DEFINITIONS: Definitions = JSON.parse(
  readFileSync(new URL("../../infra/rabbitmq/definitions.json", import.meta.url), "utf8"),
);

type Settled = Extract<RuntimeEvent, { type: "settled" }>;

/** What one connected service told, as awaitable lists. */
export class Told {
  readonly events: RuntimeEvent[] = [];
  readonly #waiters = new Set<() => void>();

  readonly observe = (event: RuntimeEvent): void => {
    this.events.push(event);
    for (const look of this.#waiters) look();
  };

  /** Resolves once `find` finds something among the events; the test's own time-out is the bound. */
  until<T>(find: (events: readonly RuntimeEvent[]) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find(this.events);
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  settled(wanted: Partial<Settled>): Promise<Settled> {
    const fits = (event: RuntimeEvent): event is Settled =>
      event.type === "settled" && Object.entries(wanted).every(([key, value]) => event[key as keyof Settled] === value);
    return this.until((events) => events.find(fits));
  }

  subscription(queue: string, state: string): Promise<RuntimeEvent> {
    return this.until((events) =>
      events.findLast((event) => event.type === "subscription" && event.queue === queue && event.state === state),
    );
  }
}

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
