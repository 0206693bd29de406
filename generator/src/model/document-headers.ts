import type { JsonSchema } from "@insaka/schema";

/** The headers that the runtime or the broker writes: a document may describe them, and nobody can set them by hand. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["version", "causation-id", "resent", "attempt", "first-failure", "last-reason", "history"].map(ours),
  ...["throttled-since", "newer-since", "origin-exchange", "origin-routing-key", "crashes", "dropped-headers"].map(
    ours,
  ),
  ...["dead-reason", "dead-class", "dead-detail", "dead-at", "dead-service", "dead-queue"].map(ours),
  "traceparent",
  "tracestate",
  "CC",
  "BCC",
  "x-death",
  "x-delivery-count",
  ...["queue", "reason", "exchange"].flatMap((what) => [`x-first-death-${what}`, `x-last-death-${what}`]),
]);

function ours(name: string): string {
  return `x-${name}`;
}

/** Whoever writes it, it is not the sender of a message. */
export function isReservedHeader(name: string): boolean {
  return RESERVED.has(name);
}

/** The kinds of values that a header can have in every client: texts, numbers and booleans. */
const SCALARS: ReadonlySet<unknown> = new Set(["string", "integer", "number", "boolean"]);

/** Shared types by name, to which a `$ref` of `#/definitions/<Name>` leads. */
export type Definitions = ReadonlyMap<string, JsonSchema>;

/**
 * The headers that a sender sets and a handler is given, as a schema of their own; null where there are none. What not every
 * client can write is none of them: see {@link unwritableHeaders}.
 */
export function documentHeaders(schema: JsonSchema, definitions: Definitions): JsonSchema | null {
  const own = ownProperties(schema).filter(([, each]) => isScalar(each, definitions));
  if (own.length === 0) return null;
  const { required } = Object(schema) as { readonly required?: unknown };
  const names = new Set(own.map(([name]) => name));
  const needed = Array.isArray(required) ? required.filter((name) => names.has(String(name))) : [];
  return {
    type: "object",
    ...(needed.length === 0 ? {} : { required: needed }),
    properties: Object.fromEntries(own),
  } as JsonSchema;
}

/** Keywords by which a schema has names beside its own `properties`. */
const COMPOSING = ["allOf", "anyOf", "oneOf", "if", "$ref", "patternProperties", "dependencies"];

/** By which keywords headers may be declared that are not read: only the schema's own `properties` are. */
export function composingKeywords(schema: JsonSchema): readonly string[] {
  return COMPOSING.filter((keyword) => Object.hasOwn(Object(schema), keyword));
}

/** Names of headers whose values may be something that not every client can write. */
export function unwritableHeaders(schema: JsonSchema, definitions: Definitions): readonly string[] {
  return ownProperties(schema)
    .filter(([, each]) => !isScalar(each, definitions))
    .map(([name]) => name);
}

function ownProperties(schema: JsonSchema): readonly (readonly [string, unknown])[] {
  const { properties } = Object(schema) as { readonly properties?: object };
  return Object.entries(properties ?? {}).filter(([name]) => !isReservedHeader(name));
}

function isScalar(schema: unknown, definitions: Definitions): boolean {
  const { $ref, type, enum: values, const: value } = Object(schema) as Readonly<Record<string, unknown>>;
  if (typeof $ref === "string") {
    const target = definitions.get($ref.slice("#/definitions/".length));
    return target !== undefined && Object(target).$ref === undefined && isScalar(target, definitions);
  }
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0) return types.every((each) => SCALARS.has(each));
  if (Array.isArray(values)) return values.every((each) => SCALARS.has(typeof each));
  return value !== undefined && SCALARS.has(typeof value);
}

/** One schema laid over another, as JSON Merge Patch (RFC 7396) lays a message over its traits. */
export function laidOver(under: JsonSchema, over: JsonSchema): JsonSchema {
  return merged(under, over) as JsonSchema;
}

function merged(under: unknown, over: unknown): unknown {
  if (!isObject(over)) return over;
  const result = new Map(isObject(under) ? Object.entries(under) : []);
  for (const [key, value] of Object.entries(over)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
