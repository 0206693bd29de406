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
      messages: model.messages.map((message) => describeMessage(model, message)),
      services: model.services.map(({ name, description }) => ({ name, description })),
    };
    return new Map([[inContracts(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`]]);
  },
};

function describeMessage(model: ContractModel, message: Message): object {
  const { senders, consumers, ...others } = usersOf(model, message);
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

/** Who uses a message. A reply is sent by who answers and consumed by who asked; a broadcast is told apart. */
function usersOf(model: ContractModel, { name }: Message): Readonly<Record<string, readonly string[]>> {
  const lists = (messages: Operation["messages"] | undefined): boolean =>
    messages?.some(({ message }) => message === name) === true;
  const services = (matches: (operation: Operation) => boolean): readonly string[] =>
    [...new Set(model.operations.filter(matches).map(({ service }) => service))].sort();
  const answers = (operation: Operation): boolean =>
    operation.action !== "broadcast" && lists(operation.reply?.messages);
  const replies = model.operations.flatMap((operation) =>
    operation.action === "receive" && lists(operation.messages) ? (operation.reply?.messages ?? []) : [],
  );
  const broadcastTo = services(({ action, messages }) => action === "broadcast" && lists(messages));
  return {
    senders: services((operation) =>
      operation.action === "send" ? lists(operation.messages) : operation.action === "receive" && answers(operation),
    ),
    consumers: services((operation) =>
      operation.action === "receive" ? lists(operation.messages) : operation.action === "send" && answers(operation),
    ),
    ...(broadcastTo.length === 0 ? {} : { broadcastTo }),
    ...(replies.length === 0 ? {} : { replies: [...new Set(replies.map(({ message }) => message))].sort() }),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
