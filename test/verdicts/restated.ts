import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Change } from "./changes.js";

/** Payloads as flow YAML: what the owner defines, and what the other service restates, if it does. */
export interface Restatement {
  readonly kind: "event" | "command";
  readonly owner: string;
  readonly other?: string;
}

const config = JSON.stringify({
  version: 1,
  documents: "*.asyncapi.yaml",
  output: { folder: "..", contracts: "contracts" },
  retention: { order: { years: 1, because: "It is agreed." } },
});

/**
 * Two services and one message, before and now, side by side in a temporary folder. The documents of the two are called so that
 * the owner's is read first or last, as wanted.
 */
export async function restatements(
  before: Restatement,
  now: Restatement,
  names: Names = { owner: "orders", other: "shipping" },
): Promise<Change> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await state(join(cwd, "before"), before, names);
  await state(join(cwd, "asyncapi"), now, names);
  return { cwd, config: join(cwd, "asyncapi/insaka.config.json") };
}

interface Names {
  readonly owner: string;
  readonly other: string;
}

/** Writes the documents of a state. */
export async function state(folder: string, { kind, owner, other }: Restatement, names: Names): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "insaka.config.json"), config);
  const write = (name: string, sends: boolean, own: string | undefined): Promise<void> =>
    writeFile(join(folder, `${name}.asyncapi.yaml`), documentOf(name, names.owner, sends, own));
  await write(names.owner, kind === "event", owner);
  await write(names.other, kind === "command", other);
}

function documentOf(name: string, owner: string, sends: boolean, own: string | undefined): string {
  const definition = "#/components/messages/OrderPlacedV1";
  const ref = own === undefined ? `./${owner}.asyncapi.yaml${definition}` : definition;
  const place = sends
    ? `address: order.placed
    bindings: { amqp: { is: routingKey, exchange: { name: ${owner}, type: topic, durable: true } } }`
    : `address: ${name}.orders
    bindings: { amqp: { is: queue, queue: { name: ${name}.orders, durable: true } } }
    x-rabbitmq: { bind: [{ exchange: ${owner}, routingKey: order.placed }] }`;
  const components = `components:
  messages:
    OrderPlacedV1:
      name: OrderPlaced
      description: An order has been placed.
      x-version: 1
      x-status: current
      x-owner: sales
      x-retention: order
      payload: ${own}
`;
  return `asyncapi: 3.0.0
info: { title: ${name}, version: 1.0.0 }
defaultContentType: application/json
channels:
  orders:
    ${place}
    messages: { OrderPlacedV1: { $ref: '${ref}' } }
operations:
  ${sends ? "sendOrder" : "onOrder"}: { action: ${sends ? "send" : "receive"}, channel: { $ref: '#/channels/orders' } }
${own === undefined ? "" : components}`;
}
