import type { JsonSchema } from "@insaka/schema";
import { compareText, type Diagnostic } from "../diagnostic.js";
import { type DocumentSet, follow, placeKey } from "../read/document-set.js";
import { child, members, type Node, text } from "../read/node.js";
import type { Mode } from "../read/plan.js";
import type { BuildContext } from "./build-context.js";
import { buildMessages } from "./build-messages.js";
import { buildOperations } from "./build-operations.js";
import { buildTopology } from "./build-topology.js";
import type { TypeTable } from "./build-version.js";
import { claimNames } from "./claim-names.js";
import type { ContractModel } from "./contract-model.js";
import { NameBook } from "./name-book.js";
import { nameMessages } from "./name-messages.js";
import { findCollisions } from "./name-registry.js";
import { headerNodesOf, payloadNodeOf } from "./payload.js";
import { type Channel, readChannel } from "./read-channel.js";
import { type Definition, readDefinitions, rootOf } from "./read-definitions.js";
import { readExchanges } from "./read-exchanges.js";
import { readOperations } from "./read-operations.js";
import { readService } from "./read-services.js";
import { reportMissingAddresses } from "./report-addresses.js";
import { buildSharedTypes, nameSharedTypes } from "./shared-types.js";
import { reportUnknownKeywords } from "./unknown-keywords.js";
import { referredSchemas } from "./walk-schema.js";

/** The model, and what was wrong on the way to it. */
export interface BuiltModel {
  readonly model: ContractModel;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the model out of documents. Never throws: what cannot be understood is reported and left out. */
export function buildModel(set: DocumentSet, mode: Mode): BuiltModel {
  const context: BuildContext = { set, mode, diagnostics: [], names: new NameBook(mode) };
  const documents = set.documents.filter((file) => set.files.has(file));
  const channelsByDocument = new Map(documents.map((file) => [file, readChannels(context, rootOf(context, file))]));
  const channels = [...new Map([...channelsByDocument.values()].flatMap((found) => [...found])).values()];
  const services = new Map(documents.map((file) => [file, readService(context, rootOf(context, file))]));
  const operations = documents.flatMap((file) => {
    const service = services.get(file);
    if (service === undefined) return [];
    return readOperations(context, service, rootOf(context, file), channelsByDocument.get(file) ?? new Map());
  });
  reportMissingAddresses(context, channels, operations);
  const definitions = readDefinitions(context, channels);
  const names = nameMessages(context, definitions.values());
  const { types, table } = buildTypes(context, definitions);
  const { messages, index } = buildMessages(context, {
    definitions,
    operations,
    channels,
    services,
    types: table,
    names,
  });
  const allServices = [...services.values()].sort((a, b) => compareText(a.name, b.name));
  const allOperations = buildOperations(context, operations, index, names);
  const model: ContractModel = {
    documents: inputsOf(set),
    services: allServices,
    messages: withoutHeadersOfRequests(messages, allOperations),
    types: withoutRetired(types, messages),
    operations: allOperations,
    topology: buildTopology(allServices, allOperations, readExchanges(context, channels)),
  };
  return { model, diagnostics: [...context.diagnostics, ...nameProblems(set, model)] };
}

/** What asks and what answers carries no headers of its own: nobody could say them when asking. */
function withoutHeadersOfRequests(
  messages: ContractModel["messages"],
  operations: ContractModel["operations"],
): ContractModel["messages"] {
  const asked = new Set(
    operations.flatMap((operation) =>
      operation.action === "broadcast" || operation.reply === null
        ? []
        : [...operation.messages, ...operation.reply.messages].map(({ message }) => message),
    ),
  );
  return messages.map((message) =>
    asked.has(message.name)
      ? { ...message, versions: message.versions.map((version) => ({ ...version, ownHeaders: null })) }
      : message,
  );
}

/** Types that only retired versions have: nobody meets them any more. */
function withoutRetired(types: ContractModel["types"], messages: ContractModel["messages"]): ContractModel["types"] {
  const versions = messages.flatMap((message) => message.versions);
  const reached = (retired: boolean): ReadonlySet<string> =>
    new Set(
      versions
        .filter(({ status }) => (status === "retired") === retired)
        .flatMap(({ schema, headers }) => [...definedNames(schema), ...definedNames(headers)]),
    );
  const [old, live] = [reached(true), reached(false)];
  return types.filter(({ name }) => live.has(name) || !old.has(name));
}

function definedNames(canonical: JsonSchema | null): readonly string[] {
  const { definitions } = Object(canonical) as { readonly definitions?: object };
  return Object.keys(definitions ?? {});
}

/** Every file that the run reads, once. */
function inputsOf(set: DocumentSet): ContractModel["documents"] {
  const files = new Map([...set.files.values()].map(({ path, sha256 }) => [path, sha256]));
  for (const { file, sha256 } of set.upcasters.values()) files.set(file, sha256);
  return [...files].map(([file, sha256]) => ({ file, sha256 })).sort((a, b) => compareText(a.file, b.file));
}

/** A document that could not be read well may have no name for that reason alone. */
function nameProblems(set: DocumentSet, model: ContractModel): readonly Diagnostic[] {
  return findCollisions(claimNames(model)).filter(
    ({ code, file }) => code !== "identifier-missing" || !set.broken.has(file),
  );
}

function readChannels(context: BuildContext, document: Node): ReadonlyMap<string, Channel> {
  const channels = new Map<string, Channel>();
  for (const [, entry] of members(follow(context.set, child(document, "channels")))) {
    const node = follow(context.set, entry);
    if (node !== undefined) channels.set(placeKey(node), readChannel(context, node));
  }
  return channels;
}

function buildTypes(
  context: BuildContext,
  definitions: ReadonlyMap<string, Definition>,
): { readonly types: ContractModel["types"]; readonly table: TypeTable } {
  // What is wrong with a payload's format is reported when its version is built.
  const silent: BuildContext = { ...context, diagnostics: [] };
  const roots = [...definitions.values()].flatMap(({ message }) =>
    [payloadNodeOf(silent, message) ?? [], headerNodesOf(silent, message)].flat(),
  );
  if (context.mode === "house") reportUnknownKeywords(context, roots);
  const schemas = referredSchemas(context.set, roots);
  const names = nameSharedTypes(context, schemas);
  const types = buildSharedTypes(context, schemas, names);
  const contentTypes = new Map<string, string>();
  for (const file of context.set.documents) {
    const stated = text(child(rootOf(context, file), "defaultContentType"));
    if (stated !== undefined) contentTypes.set(file, stated);
  }
  const documented = new Map(types.map((type): [string, JsonSchema] => [type.name, type.documented]));
  return { types, table: { names, documented, contentTypes } };
}
