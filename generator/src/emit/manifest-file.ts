import { createHash } from "node:crypto";
import type { ContractModel, Message } from "../model/contract-model.js";
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
  const using = (action: string): readonly string[] => {
    const operations = model.operations.filter(
      (operation) =>
        operation.action === action && operation.messages.some(({ message: name }) => name === message.name),
    );
    return [...new Set(operations.map(({ service }) => service))].sort();
  };
  const route = message.routes[0];
  return {
    name: message.name,
    kind: message.kind,
    home: message.home,
    route: route === undefined ? null : { exchange: route.exchange, routingKey: route.routingKey },
    current: message.current,
    senders: using("send"),
    consumers: using("receive"),
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

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
