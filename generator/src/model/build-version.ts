import type { JsonSchema, JsonValue } from "@insaka/schema";
import { child, items, type Node, text } from "../read/node.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import { buildUpcast } from "./build-upcast.js";
import { canonicalSchema } from "./canonical-schema.js";
import type { Example, Version } from "./contract-model.js";
import { documentHeaders, laidOver, unwritableHeaders } from "./document-headers.js";
import { documentSchema, type TypeNames } from "./document-schema.js";
import type { MessageNode } from "./message-node.js";
import { isStatus } from "./message-status.js";
import { headerNodesOf, payloadNodeOf } from "./payload.js";
import { findPersonalData } from "./personal-data.js";
import type { Definition } from "./read-definitions.js";
import { type SchemaPlaces, schemaPlaces } from "./schema-places.js";

/** The names of types and the types themselves, which every version's schema may refer to. */
export interface TypeTable {
  readonly names: TypeNames;
  readonly documented: ReadonlyMap<string, JsonSchema>;
  /** `defaultContentType` of each document. */
  readonly contentTypes: ReadonlyMap<string, string>;
}

/** `x-version` where it is one: a whole number from 1. */
export function versionNumber(definition: Definition): number | undefined {
  const value = definition.message.get("x-version")?.value;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

/** Makes one version out of one message object. */
export function buildVersion(
  context: BuildContext,
  types: TypeTable,
  definition: Definition,
  naming: { readonly version: number; readonly typeName: string },
): Version {
  const { message } = definition;
  const payload = payloadNodeOf(context, message);
  const documented = documentSchema(context.set, types.names, payload);
  const schema = canonicalSchema(documented, types.documented);
  const headers = headerNodesOf(context, message);
  const documentedHeaders = headers
    .map((node) => documentSchema(context.set, types.names, node))
    .reduce((under: JsonSchema | null, over) => (under === null ? over : laidOver(under, over)), null);
  const own = documentedHeaders === null ? null : documentHeaders(documentedHeaders, types.documented);
  const status = message.get("x-status")?.value;
  // Who only generates never asks.
  let places: Version["places"] | undefined;
  return {
    ...naming,
    statedVersion: (message.get("x-version")?.value ?? null) as JsonValue,
    status: isStatus(status) ? status : "current",
    statedStatus: (status ?? null) as JsonValue,
    description: text(message.get("description")) ?? text(message.get("summary")) ?? null,
    owner: text(message.get("x-owner")) ?? null,
    retention: text(message.get("x-retention")) ?? null,
    contentType: text(message.get("contentType")) ?? types.contentTypes.get(message.node.file) ?? null,
    schema,
    documented,
    headers: documentedHeaders === null ? null : canonicalSchema(documentedHeaders, types.documented),
    ownHeaders:
      own === null
        ? null
        : {
            typeName: `${naming.typeName}Headers`,
            schema: canonicalSchema(own, types.documented),
            documented: own,
          },
    unwritableHeaders: documentedHeaders === null ? [] : unwritableHeaders(documentedHeaders, types.documented),
    examples: buildExamples(context, message),
    upcast: buildUpcast(context, message.get("x-upcast")),
    personalData: findPersonalData(schema),
    get places() {
      places ??= { payload: schemaPlaces(context, payload), headers: headerPlaces(context, headers) };
      return places;
    },
    source: sourceOf(context, message.node),
  };
}

/** What the message says itself counts before what its traits say. */
function headerPlaces(context: BuildContext, headers: readonly Node[]): SchemaPlaces {
  return Object.assign({}, ...headers.map((node) => schemaPlaces(context, node))) as SchemaPlaces;
}

function buildExamples(context: BuildContext, message: MessageNode): readonly Example[] {
  return items(message.get("examples")).flatMap((example) => {
    const payload = child(example, "payload");
    if (payload === undefined) return [];
    const name = text(child(example, "name")) ?? null;
    return [{ name, payload: payload.value as JsonValue, source: sourceOf(context, payload) }];
  });
}
