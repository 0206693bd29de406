import { isMapping } from "./node.js";

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
 * A document without its schemas, examples, descriptions and extensions, as JSON: what is left says which operation lists which message
 * of which channel, and is a third of the work. A reference into what was left out leads nowhere.
 */
export function outlineOf(value: unknown): string {
  return JSON.stringify(outline(value));
}

function outline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outline);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("x-"))
      .map(([key, member]) => [key, passedOver.has(key) ? {} : outline(member)]),
  );
}
