import { createHash } from "node:crypto";
import type { ContractModel, Message, Operation } from "../model/contract-model.js";
import { type Emitter, inContracts } from "./emitter.js";

/** What the generated folder holds and where it comes from: for tools, for audits, and to know which files to remove. */
export interface Manifest {
  /** Version of the generator. */
  readonly insaka: string;
  /** SHA-256 of each input file, by path. */
  readonly documents: Readonly<Record<string, string>>;
  /** SHA-256 of each generated file beside this one, by path relative to this one. */
  readonly files: Readonly<Record<string, string>>;
  readonly messages: readonly object[];
  readonly services: readonly object[];
}

/** Name of the manifest within the generated folder. */
export const manifestName = "manifest.json";

/** Last in the table: it lists what the others made. */
export const manifestFile: Emitter = {
  name: "manifest",
  emit(model, target, soFar) {
    const prefix = inContracts(target, "");
    const files = [...soFar]
      .filter(([path]) => path.startsWith(prefix) && path !== target.definitions)
      .map(([path, text]): [string, string] => [path.slice(prefix.length), digest(text)])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const manifest: Manifest = {
      insaka: target.version,
      documents: Object.fromEntries(model.documents.map(({ file, sha256 }) => [file, sha256])),
      files: Object.fromEntries(files),
      messages: describeMessages(model),
      services: model.services.map(({ name, description }) => ({ name, description })),
    };
    return new Map([[inContracts(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`]]);
  },
};

function describeMessages(model: ContractModel): readonly object[] {
  const users = findUsers(model.operations);
  return model.messages.map((message) => describeMessage(message, usersOf(users, message.name)));
}

function describeMessage(message: Message, { senders, consumers, ...others }: NamedUsers): object {
  const route = message.routes[0];
  return {
    name: message.name,
    kind: message.kind,
    home: message.home,
    route: route === undefined ? null : { exchange: route.exchange, routingKey: route.routingKey },
    current: message.current,
    senders,
    consumers,
    ...others,
    versions: message.versions.map(({ version, status, owner, retention, personalData, schema }) => ({
      version,
      status,
      owner,
      retention,
      personalData,
      schema: digest(JSON.stringify(schema)),
    })),
  };
}

/** Who uses a message, and what answers it. */
interface Users {
  readonly senders: Set<string>;
  readonly consumers: Set<string>;
  readonly broadcastTo: Set<string>;
  readonly replies: Set<string>;
}

type NamedUsers = Readonly<Record<string, readonly string[]>>;

/** Goes through the operations once. A reply is sent by who answers and consumed by who asked; a broadcast is told apart. */
function findUsers(operations: readonly Operation[]): ReadonlyMap<string, Users> {
  const users = new Map<string, Users>();
  const usersOfMessage = (name: string): Users => {
    const known = users.get(name) ?? none();
    users.set(name, known);
    return known;
  };
  for (const operation of operations) {
    const { action, service, messages } = operation;
    const replies = operation.action === "broadcast" ? [] : (operation.reply?.messages ?? []);
    for (const { message } of messages) {
      const found = usersOfMessage(message);
      if (action === "send") found.senders.add(service);
      else if (action === "receive") found.consumers.add(service);
      else found.broadcastTo.add(service);
      if (action === "receive") for (const reply of replies) found.replies.add(reply.message);
    }
    for (const { message } of replies) {
      if (action === "send") usersOfMessage(message).consumers.add(service);
      else usersOfMessage(message).senders.add(service);
    }
  }
  return users;
}

function none(): Users {
  return { senders: new Set(), consumers: new Set(), broadcastTo: new Set(), replies: new Set() };
}

function usersOf(users: ReadonlyMap<string, Users>, name: string): NamedUsers {
  const { senders, consumers, broadcastTo, replies } = users.get(name) ?? none();
  return {
    senders: [...senders].sort(),
    consumers: [...consumers].sort(),
    ...(broadcastTo.size === 0 ? {} : { broadcastTo: [...broadcastTo].sort() }),
    ...(replies.size === 0 ? {} : { replies: [...replies].sort() }),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
