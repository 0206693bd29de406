import { isMapping, type Mapping } from "./node.js";

/** What a message carries and what people read: none of the official parser's rules looks at it, but all of them walk through it. */
const passedOver: ReadonlySet<string> = new Set([
  "description",
  "examples",
  "headers",
  "payload",
  "schemas",
  "summary",
]);

/**
 * What the official parser's rules for version 3 look at, as JSON: which servers and channels there are, their addresses, parameters and
 * messages' names, and what operations refer to. That is a tenth of the work of the whole. A reference into what was left out leads
 * nowhere, and then the whole is asked about.
 */
export function outlineOf(value: unknown): string {
  return JSON.stringify(isDocument(value) ? documentOutline(value) : anyOutline(value));
}

/** Other files may hold anything anywhere. */
function isDocument(value: unknown): value is Mapping {
  return isMapping(value) && typeof value.asyncapi === "string" && value.asyncapi.startsWith("3.");
}

function documentOutline({ asyncapi, channels, operations, servers, components }: Mapping): object {
  const {
    channels: moreChannels,
    operations: moreOperations,
    servers: moreServers,
    parameters,
  } = mappingOf(components);
  return {
    asyncapi,
    servers: eachOf(servers, namedOnly),
    channels: eachOf(channels, channelOutline),
    operations: eachOf(operations, operationOutline),
    components: {
      channels: eachOf(moreChannels, channelOutline),
      operations: eachOf(moreOperations, operationOutline),
      servers: eachOf(moreServers, namedOnly),
      parameters: eachOf(parameters, namedOnly),
    },
  };
}

function channelOutline(channel: unknown): unknown {
  if (!isMapping(channel) || Object.hasOwn(channel, "$ref")) return anyOutline(channel);
  const { address, parameters, servers, messages } = channel;
  return {
    address,
    parameters: parameters === undefined ? undefined : anyOutline(parameters),
    servers: servers === undefined ? undefined : anyOutline(servers),
    messages: eachOf(messages, () => ({})),
  };
}

function operationOutline(operation: unknown): unknown {
  if (!isMapping(operation) || Object.hasOwn(operation, "$ref")) return anyOutline(operation);
  const { channel, messages } = operation;
  return { channel, messages };
}

/** A server or parameter: that there is one counts, and where it leads. */
function namedOnly(value: unknown): unknown {
  return isMapping(value) && !Object.hasOwn(value, "$ref") ? {} : anyOutline(value);
}

function eachOf(map: unknown, outline: (value: unknown) => unknown): unknown {
  if (!isMapping(map)) return map;
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, outline(value)]));
}

function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** The same without schemas, examples, descriptions and extensions. */
function anyOutline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anyOutline);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("x-"))
      .map(([key, member]) => [key, passedOver.has(key) ? {} : anyOutline(member)]),
  );
}
