import { compareText } from "../diagnostic.js";
import { placeKey } from "../read/document-set.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import { buildVersion, type TypeTable, versionNumber } from "./build-version.js";
import type { Message, Restated, Service, SourcedRoute, Version } from "./contract-model.js";
import type { ListedMessage } from "./list-messages.js";
import type { MessageNames } from "./name-messages.js";
import type { Channel } from "./read-channel.js";
import type { Definition } from "./read-definitions.js";
import type { RawOperation } from "./read-operations.js";
import { type Role, splitRestated } from "./split-restated.js";

/** What building a message needs of the whole. */
export interface MessageInput {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly operations: readonly RawOperation[];
  readonly channels: readonly Channel[];
  /** Service by document. */
  readonly services: ReadonlyMap<string, Service>;
  readonly types: TypeTable;
  readonly names: ReadonlyMap<string, MessageNames>;
}

/** Which message and version a message object became, by the definition's key. */
export type VersionIndex = ReadonlyMap<string, { readonly message: string; readonly version: number }>;

/** Groups the message objects by name into messages with versions. */
export function buildMessages(
  context: BuildContext,
  input: MessageInput,
): { readonly messages: readonly Message[]; readonly index: VersionIndex } {
  const groups = new Map<string, Definition[]>();
  for (const definition of input.definitions.values()) {
    groups.set(definition.name, [...(groups.get(definition.name) ?? []), definition]);
  }
  const index = new Map<string, { readonly message: string; readonly version: number }>();
  const users = findUsers(input);
  const messages = [...groups].map(([name, definitions]) => {
    const numbered = numberVersions(definitions);
    for (const { definition, version } of numbered) index.set(definition.key, { message: name, version });
    return buildMessage(context, input, name, numbered, users);
  });
  return { messages: messages.sort((a, b) => compareText(a.name, b.name)), index };
}

/** Who speaks of each message object, by its key; the list of operations is walked once, however many messages there are. */
interface Users {
  readonly uses: ReadonlyMap<string, readonly Placed<RawOperation>[]>;
  readonly answers: ReadonlyMap<string, readonly Placed<RawOperation>[]>;
  readonly channels: ReadonlyMap<string, readonly Placed<Channel>[]>;
}

/** Something of a list, and where it stands there. */
interface Placed<T> {
  readonly item: T;
  readonly index: number;
}

function findUsers({ operations, channels }: MessageInput): Users {
  return {
    uses: byKey(operations, ({ listed }) => listed.map(({ key }) => key)),
    answers: byKey(operations, (operation) => repliesOf(operation).map(({ key }) => key)),
    channels: byKey(channels, (channel) => [...channel.messages.values()].map(placeKey)),
  };
}

function byKey<T>(
  list: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly Placed<T>[]> {
  const found = new Map<string, Placed<T>[]>();
  for (const [index, item] of list.entries()) {
    for (const key of keysOf(item)) {
      const known = found.get(key);
      if (known === undefined) found.set(key, [{ item, index }]);
      else known.push({ item, index });
    }
  }
  return found;
}

/** Everything that is known of one of the keys, each once, in the order of the documents. */
function ofKeys<T>(known: ReadonlyMap<string, readonly Placed<T>[]>, keys: ReadonlySet<string>): readonly T[] {
  const found = new Map([...keys].flatMap((key) => known.get(key) ?? []).map(({ index, item }) => [index, item]));
  return [...found].sort(([one], [other]) => one - other).map(([, item]) => item);
}

interface Numbered {
  readonly definition: Definition;
  readonly version: number;
}

/** A version without a usable number gets the next free one, so that the rest can be judged; the rule reports it. */
function numberVersions(definitions: readonly Definition[]): readonly Numbered[] {
  const stated = definitions.map((definition) => ({ definition, version: versionNumber(definition) }));
  const used = new Set(stated.map(({ version }) => version));
  let next = 1;
  return stated
    .map(({ definition, version }) => {
      while (version === undefined && used.has(next)) next += 1;
      if (version === undefined) used.add(next);
      return { definition, version: version ?? next };
    })
    .sort((a, b) => a.version - b.version);
}

function buildMessage(
  context: BuildContext,
  input: MessageInput,
  name: string,
  numbered: readonly Numbered[],
  users: Users,
): Message {
  const names = input.names.get(name) ?? { typeName: "", handlerName: "", fileName: "" };
  const { typeName } = names;
  const build = ({ definition, version }: Numbered): Version =>
    buildVersion(context, input.types, definition, { version, typeName: `${typeName}V${version}` });
  const keys = new Set(numbered.map(({ definition }) => definition.key));
  const uses = ofKeys(users.uses, keys);
  const answers = ofKeys(users.answers, keys);
  const claims = numbered.map((each) => ({ ...each, service: homeOf(input, users, each.definition) }));
  const { own, restated } = splitRestated(claims, (service) => roleOf(service, uses, answers));
  const versions = own.map(build);
  const home = own.at(-1)?.service ?? "";
  return {
    name,
    ...names,
    kind: answers.length > 0 && uses.length === 0 ? "reply" : isCommand(home, uses) ? "command" : "event",
    home,
    routes: findRoutes(context, ofKeys(users.channels, keys), uses),
    current: currentVersion(versions),
    versions,
    restated: restated
      .map((each): Restated => {
        return { service: each.service, version: build(each), usedBy: usersOf(users, each.definition.key) };
      })
      .sort((a, b) => a.version.version - b.version.version || compareText(a.service, b.service)),
    source: versions[0]?.source ?? { file: "", line: 1, column: 1, pointer: "" },
  };
}

function repliesOf(operation: RawOperation): readonly ListedMessage[] {
  return operation.action === "broadcast" ? [] : (operation.reply?.listed ?? []);
}

/** The service whose document defines a version; for one that stands in no service's document, by use. */
function homeOf({ services }: MessageInput, users: Users, { key, message }: Definition): string {
  const service = services.get(message.node.file);
  if (service !== undefined) return service.name;
  const keys = new Set([key]);
  return homeByUse(ofKeys(users.uses, keys), ofKeys(users.answers, keys));
}

/** Everybody who takes part by a definition. */
function usersOf({ uses, answers }: Users, key: string): Restated["usedBy"] {
  return [...(uses.get(key) ?? []), ...(answers.get(key) ?? [])]
    .map(({ item: { service, name } }) => ({ service, operation: name }))
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.operation, b.operation));
}

function roleOf(service: string, uses: readonly RawOperation[], answers: readonly RawOperation[]): Role {
  const [used, answered] = [uses, answers].map((all) => all.filter((operation) => operation.service === service));
  const does = (operations: readonly RawOperation[] = [], send: boolean): boolean =>
    operations.some(({ action }) => (action === "send") === send);
  return {
    sends: does(used, true) || does(answered, false),
    receives: does(used, false) || does(answered, true),
    bearsName: uses.some((operation) => operation.action === "send" && operation.route.exchange === service),
  };
}

/** For a message that stands in no service's document: who sends it, else who answers with it, else who uses it. */
function homeByUse(uses: readonly RawOperation[], answers: readonly RawOperation[]): string {
  const sender = uses.find(({ action }) => action === "send") ?? answers.find(({ action }) => action === "receive");
  return (sender ?? uses[0] ?? answers[0])?.service ?? "";
}

/** The sender's document owns events, the receiver's owns commands. */
function isCommand(home: string, uses: readonly RawOperation[]): boolean {
  const atHome = uses.filter(({ service }) => service === home);
  return atHome.length > 0 && !atHome.some(({ action }) => action === "send");
}

/** The highest of those that say they are current; two of them are a mistake that the rule reports. */
function currentVersion(versions: readonly Version[]): number | null {
  return versions.findLast(({ status }) => status === "current")?.version ?? null;
}

/** Where the message is published: by the operations that send it; else by a channel or a binding that tells. */
function findRoutes(
  context: BuildContext,
  channels: readonly Channel[],
  uses: readonly RawOperation[],
): readonly SourcedRoute[] {
  const sent = uses.flatMap((operation) =>
    operation.action === "send" ? [{ ...operation.route, source: operation.source }] : [],
  );
  const declared = sent.length > 0 ? sent : declaredRoutes(context, channels);
  const routes = declared.length > 0 ? declared : boundRoutes(uses);
  const byText = new Map(
    routes.map((route) => [`${route.exchange} ${route.routingKey}`, route]).reverse() as [string, SourcedRoute][],
  );
  return [...byText.entries()].sort(([a], [b]) => compareText(a, b)).map(([, route]) => route);
}

function declaredRoutes(context: BuildContext, channels: readonly Channel[]): readonly SourcedRoute[] {
  return channels.flatMap((channel) => {
    if (channel.exchange === null) return [];
    return [{ exchange: channel.exchange.name, routingKey: channel.address, source: sourceOf(context, channel.node) }];
  });
}

/** A message that nobody here sends is published where its receiver listens, if that is one key and not a pattern. */
function boundRoutes(uses: readonly RawOperation[]): readonly SourcedRoute[] {
  const bindings = uses.flatMap((operation) => (operation.action === "send" ? [] : operation.bindings));
  return bindings.length === 1 ? bindings.filter(({ routingKey }) => !/[*#]/.test(routingKey)) : [];
}
