import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** How large a set of documents is. Its messages are shared out evenly, and each service reads those of the service before it. */
export interface Size {
  readonly services: number;
  /** A multiple of `services`. */
  readonly messages: number;
  /** Released revisions of each message: the documents state the last. */
  readonly revisions: number;
}

/** Years of the config's only retention class. */
const years = 10;

/**
 * Writes documents of services and their config.
 * @param changed - how many messages are edited since their last release, every one of them compatibly: each has one property more
 * @returns the config's path
 */
export function writeDocuments(folder: string, size: Size, changed: number): string {
  mkdirSync(join(folder, "shared"), { recursive: true });
  writeFileSync(join(folder, "shared/types.yaml"), stringify(shared));
  for (let service = 0; service < size.services; service += 1) {
    const text = stringify(document(size, service, changed), { aliasDuplicateObjects: false });
    writeFileSync(join(folder, `${serviceName(service)}.asyncapi.yaml`), text);
  }
  const config = join(folder, "insaka.config.json");
  const output = { folder: "..", contracts: "generated", definitions: "definitions.json" };
  const retention = { transaction: { years, because: "a class for the bench" } };
  writeFileSync(config, JSON.stringify({ version: 1, documents: "*.asyncapi.yaml", output, retention }));
  return config;
}

function document(size: Size, service: number, changed: number): object {
  const own = messagesOf(size, service);
  const before = (service + size.services - 1) % size.services;
  const read = messagesOf(size, before);
  return {
    asyncapi: "3.0.0",
    info: { title: serviceName(service), version: "1.0.0", description: "A service of the bench." },
    defaultContentType: "application/json",
    channels: Object.fromEntries([
      ...own.map((message) => [`sent${message}`, sendChannel(service, message)]),
      ...read.map((message) => [`read${message}`, readChannel(service, before, message)]),
    ]),
    operations: Object.fromEntries([
      ...own.map((message) => [`send${message}`, operation("send", `sent${message}`, message)]),
      ...read.map((message) => [`on${message}`, operation("receive", `read${message}`, message)]),
    ]),
    components: {
      messages: Object.fromEntries(
        own.map((message) => [`${messageName(message)}V1`, messageOf(message, size.revisions, message < changed)]),
      ),
    },
  };
}

function sendChannel(service: number, message: number): object {
  const exchange = { name: serviceName(service), type: "topic", durable: true };
  return {
    address: routingKey(message),
    messages: { [`${messageName(message)}V1`]: { $ref: `#/components/messages/${messageName(message)}V1` } },
    bindings: { amqp: { is: "routingKey", exchange, bindingVersion: "0.3.0" } },
  };
}

function readChannel(service: number, sender: number, message: number): object {
  const name = `${serviceName(service)}.${routingKey(message).replaceAll(".", "-")}`;
  const ref = `./${serviceName(sender)}.asyncapi.yaml#/components/messages/${messageName(message)}V1`;
  return {
    address: name,
    messages: { [`${messageName(message)}V1`]: { $ref: ref } },
    bindings: { amqp: { is: "queue", queue: { name, durable: true }, bindingVersion: "0.3.0" } },
    "x-rabbitmq": { bind: [{ exchange: serviceName(sender), routingKey: routingKey(message) }] },
  };
}

function operation(action: "send" | "receive", channel: string, message: number): object {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${messageName(message)}V1` }],
    ...(action === "receive" ? { "x-retry": { steps: ["5s", "1m"], attempts: 3 } } : {}),
  };
}

function messageOf(message: number, revisions: number, isChanged: boolean): object {
  return {
    name: messageName(message),
    description: "A message of the bench.",
    "x-version": 1,
    "x-status": "current",
    "x-owner": "bench",
    "x-retention": "transaction",
    payload: payloadOf(message, revisions - 1, isChanged),
    examples: [{ name: "usual", payload: exampleOf(message) }],
  };
}

/** Twenty properties of usual kinds, and one more for each revision after the first. No two messages have equal payloads. */
export function payloadOf(message: number, revision: number, isChanged = false): Payload {
  const [money, party] = [ref("Money"), ref("Party")];
  const properties: Record<string, object> = {
    id: { type: "string", format: "uuid" },
    at: { type: "string", format: "date-time" },
    on: { type: "string", format: "date" },
    reference: { type: "string", pattern: `^REF${message}-\\d{4}-\\d{6}$` },
    state: { type: "string", enum: ["open", "held", "settled", "refused", "withdrawn"] },
    principal: money,
    fee: money,
    sender: party,
    receiver: party,
    term: { type: "integer", minimum: 1, maximum: 360 },
    score: { type: "integer", minimum: 300, maximum: 850 },
    rate: { type: "number", minimum: 0, maximum: 1 },
    urgent: { type: "boolean" },
    note: { type: "string", maxLength: 500 },
    tags: { type: "array", items: { type: "string", minLength: 1, maxLength: 32 }, maxItems: 20 },
    lines: { type: "array", items: money, minItems: 1, maxItems: 100 },
    channel: { type: "string", enum: ["branch", "app", "agent"] },
    district: { type: "string", minLength: 2, maxLength: 60 },
    attempts: { type: "integer", minimum: 0 },
    closed: { type: "boolean" },
  };
  for (let added = 1; added <= revision; added += 1) properties[`added${added}`] = { type: "string", maxLength: 64 };
  if (isChanged) properties.edited = { type: "string", maxLength: 64 };
  return { type: "object", required: ["id", "at", "reference", "state", "principal", "sender"], properties };
}

function ref(name: keyof typeof shared): object {
  return { $ref: `./shared/types.yaml#/${name}` };
}

/** What many messages hold. */
const shared = {
  Money: {
    type: "object",
    required: ["amount", "currency"],
    properties: {
      amount: { type: "string", pattern: "^(?:0|[1-9]\\d{0,12})\\.\\d{2}$" },
      currency: { type: "string", enum: ["EUR", "USD", "ZMW"] },
    },
  },
  Party: {
    type: "object",
    required: ["id", "name"],
    properties: {
      id: { type: "string", format: "uuid" },
      name: { type: "string", minLength: 1, maxLength: 120 },
      phone: { type: "string", pattern: "^\\+[1-9]\\d{6,14}$" },
    },
  },
};

function exampleOf(message: number): object {
  return {
    id: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
    at: "2026-03-02T10:00:00Z",
    reference: `REF${message}-2026-000117`,
    state: "open",
    principal: { amount: "1200.00", currency: "ZMW" },
    sender: { id: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c02", name: "A sender" },
  };
}

/** A message's schema. */
export interface Payload {
  readonly type: "object";
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

function messagesOf({ services, messages }: Size, service: number): readonly number[] {
  const each = messages / services;
  return Array.from({ length: each }, (_, index) => service * each + index);
}

function serviceName(service: number): string {
  return `service-${service}`;
}

/** Messages are called `Message<n>`. */
export function messageName(message: number): string {
  return `Message${message}`;
}

function routingKey(message: number): string {
  return `message.number${message}`;
}
