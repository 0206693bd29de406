import type { JsonSchema, JsonValue, UpcastStep } from "@insaka/schema";
import type { SchemaPlaces } from "./schema-places.js";
import type { Source } from "./source.js";
import type { Topology } from "./topology.js";

/** Where a version stands in its life: readers exist from `draft` on, publishers send `current` only. */
export type MessageStatus = "draft" | "current" | "deprecated" | "retired";

/** Where a message is published. */
export interface Route {
  readonly exchange: string;
  /** With `{name}` in the place of each parameter. */
  readonly routingKey: string;
  /** The parameters of the routing key and the values that each may have, null for any; absent where it has none. */
  readonly parameters?: Readonly<Record<string, readonly string[] | null>>;
}

/**
 * Everything that the documents say, as plain, sorted, serialisable data. All names are decided here; emitters only
 * write them down.
 */
export interface ContractModel {
  readonly documents: readonly ModelDocument[];
  readonly services: readonly Service[];
  readonly messages: readonly Message[];
  /** Schemas that several places share by `$ref`, by name; not those of retired versions alone. */
  readonly types: readonly SharedType[];
  readonly operations: readonly Operation[];
  readonly topology: Topology;
}

/** A file that the model was made from. */
export interface ModelDocument {
  readonly file: string;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}

/** One service: one AsyncAPI document. */
export interface Service {
  readonly name: string;
  /** `info.title`, as written. */
  readonly title: string;
  /** In camelCase, the first part of the names of its publisher and consumer. */
  readonly identifier: string;
  /** In PascalCase, the first part of the names of its types. */
  readonly typeName: string;
  readonly fileName: string;
  readonly description: string | null;
  readonly source: Source;
}

/** One message with all its versions. */
export interface Message {
  /** The name on the wire (AMQP `type`). */
  readonly name: string;
  /** The name of its type and of its descriptor. */
  readonly typeName: string;
  /** The name of its publisher's method and of its handler. */
  readonly handlerName: string;
  readonly fileName: string;
  /** An event belongs to the service that sends it, a command to the one that receives it, a reply to the one that answers. */
  readonly kind: "event" | "command" | "reply";
  /** The service whose document defines the message. */
  readonly home: string;
  /** Every place at which some document publishes it; one, in sound documents, and none for a reply: it goes to who asked. */
  readonly routes: readonly SourcedRoute[];
  /** The version that publishers send; null while there are only drafts. */
  readonly current: number | null;
  /** By version; one of each, in sound documents. */
  readonly versions: readonly Version[];
  /** Versions that another service defines once more, in its own words; by version, then service. */
  readonly restated: readonly Restated[];
  readonly source: Source;
}

/** A party's own view of a version: its definition beside the owner's. */
export interface Restated {
  /** The service whose document holds it. */
  readonly service: string;
  readonly version: Version;
  /** Who takes part by this definition and not by the owner's. */
  readonly usedBy: readonly { readonly service: string; readonly operation: string }[];
}

/** A route and the channel that says so. */
export interface SourcedRoute extends Route {
  readonly source: Source;
}

/** One version of a message. */
export interface Version {
  readonly version: number;
  /** `x-version` as written; null where the document does not say. */
  readonly statedVersion: JsonValue;
  readonly typeName: string;
  readonly status: MessageStatus;
  /** `x-status` as written; null where the document does not say. */
  readonly statedStatus: JsonValue;
  readonly description: string | null;
  readonly owner: string | null;
  readonly retention: string | null;
  readonly contentType: string | null;
  /** Canonical: self-contained draft-07, without annotations, keys sorted. */
  readonly schema: JsonSchema;
  /** The same with descriptions, in the document's order, shared types as `#/definitions/<Name>`: what types are made from. */
  readonly documented: JsonSchema;
  /** Canonical schema of the headers, where the document describes them. */
  readonly headers: JsonSchema | null;
  /** Of these the ones that a sender sets and a handler is given; null where there are none, and for what asks or answers. */
  readonly ownHeaders: OwnHeaders | null;
  /** Names of headers that no client sets or is given, because their values may be tables, lists or null. */
  readonly unwritableHeaders: readonly string[];
  readonly examples: readonly Example[];
  /** The way here from the version before; null where the document has none. */
  readonly upcast: Upcast | null;
  readonly personalData: readonly PersonalData[];
  /** Where the documents describe each place of the payload and of the headers; nothing of headers that are not described. */
  readonly places: { readonly payload: SchemaPlaces; readonly headers: SchemaPlaces };
  readonly source: Source;
}

/** Headers that belong to the message and not to the runtime. */
export interface OwnHeaders {
  readonly typeName: string;
  /** Canonical. */
  readonly schema: JsonSchema;
  /** With descriptions: what the type is made from. */
  readonly documented: JsonSchema;
}

/** An example payload of a version. */
export interface Example {
  readonly name: string | null;
  readonly payload: JsonValue;
  readonly source: Source;
}

/** The way from the version before. */
export type Upcast = StepUpcast | FunctionUpcast;

/** Closed steps. */
export interface StepUpcast {
  readonly by: "steps";
  readonly steps: readonly StepNode[];
  readonly source: Source;
}

/** A typed function, where steps cannot say it. */
export interface FunctionUpcast {
  readonly by: "function";
  /** Why no steps can say it; null where the document does not tell. */
  readonly because: string | null;
  /** Null where the file cannot be taken over, which has been reported. */
  readonly code: UpcasterCode | null;
  readonly source: Source;
}

/** The file of a function, as it goes into the generated folder. */
export interface UpcasterCode {
  /** Where it comes from. */
  readonly file: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly sha256: string;
  /** The file's name without its ending, there and here. */
  readonly name: string;
  readonly text: string;
  /** The generated files that it imports: `messages/loan-approved.js`. */
  readonly imports: readonly { readonly target: string; readonly source: Source }[];
}

/** One step as read: either a step, or what is wrong with it. */
export interface StepNode {
  readonly step: UpcastStep | null;
  readonly problem: string | null;
  /** The key at fault, where one is. */
  readonly problemKey: string | null;
  readonly source: Source;
}

/** A place in the payload that holds personal data; `*` stands for any index or undeclared name. */
export interface PersonalData {
  readonly pointer: string;
  readonly class: string;
}

/** A schema with a name of its own. */
export interface SharedType {
  readonly name: string;
  readonly fileName: string;
  readonly documented: JsonSchema;
  readonly source: Source;
}

/** What a service does on one channel. */
export type Operation = SendOperation | ReceiveOperation | BroadcastOperation;

/** A service publishes, or asks where there is a reply. */
export interface SendOperation {
  readonly action: "send";
  readonly service: string;
  readonly name: string;
  /** Its source is the channel's address. */
  readonly route: SourcedRoute;
  /** The versions that the operation lists, by message. */
  readonly messages: readonly OperationMessage[];
  /** What the service reads as an answer; null where it asks nothing. */
  readonly reply: Reply | null;
  readonly source: Source;
}

/** A service consumes from a queue, and answers where there is a reply. */
export interface ReceiveOperation {
  readonly action: "receive";
  readonly service: string;
  readonly name: string;
  readonly queue: string;
  readonly retry: RetryPolicy;
  readonly bindings: readonly SourcedRoute[];
  readonly messages: readonly OperationMessage[];
  /** What the service may answer; null where it answers nothing. */
  readonly reply: Reply | null;
  readonly source: Source;
}

/** Each instance of a service consumes from an exclusive queue of its own: in documents, a receive operation on such a queue. */
export interface BroadcastOperation {
  readonly action: "broadcast";
  readonly service: string;
  readonly name: string;
  /** With a parameter in the place of the instance's id: `api-gateway.instance.{instance}`. */
  readonly queue: string;
  /** Where the document states an `x-retry`, which such a queue cannot have; null where it does not. */
  readonly statedRetry: Source | null;
  readonly bindings: readonly SourcedRoute[];
  readonly messages: readonly OperationMessage[];
  readonly source: Source;
}

/** What answers a request, as the asking or the answering operation says. */
export interface Reply {
  /** Where the request says whom to answer; null where the document does not say. */
  readonly location: string | null;
  /** What fixes the place of the reply channel, and must not: its address or its bindings; null where nothing does. */
  readonly fixed: Source | null;
  readonly messages: readonly OperationMessage[];
  readonly source: Source;
}

/** A message within an operation, and the versions that the operation lists, ascending. */
export interface OperationMessage {
  readonly message: string;
  readonly versions: readonly number[];
  /** The name of its method or handler, where that is not the message's own: one of several places of the message. */
  readonly handlerName?: string;
  readonly source: Source;
}

/** The retry ladder of a queue: wait steps, shortest first (`5s`, `2m`), and how often the handler is tried in all. */
export interface RetryLadder {
  readonly steps: readonly string[];
  readonly attempts: number;
  /** Tries in place before the first step, counted in `attempts`; absent for none. */
  readonly immediate?: number;
}

/** The retry ladder of a queue, and of those of its messages that have one of their own. */
export interface RetryPolicy extends RetryLadder {
  readonly messages?: Readonly<Record<string, RetryLadder>>;
}
