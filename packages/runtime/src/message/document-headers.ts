import type { JsonSchema, JsonValue } from "@insaka/schema";
import { compileReaderView, compileWriterView } from "@insaka/schema";
import { ContractError } from "../contract-error.js";
import type { Headers } from "../transport/transport.js";
import { describeViolations } from "./describe-violations.js";

/** Where a message's document declares no headers of its own. */
export type NoHeaders = Readonly<Record<never, never>>;

const NONE: NoHeaders = Object.freeze({});

/** What became of the headers of a delivery. */
export type ReadHeaders =
  | { readonly ok: true; readonly headers: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly detail: string };

const EMPTY: ReadHeaders = { ok: true, headers: NONE };

/** Reads the headers that a document declares, and no others: the rest are the runtime's, the broker's or a stranger's. */
export function compileHeadersReader(schema: JsonSchema | undefined): (headers: Headers) => ReadHeaders {
  if (schema === undefined) return () => EMPTY;
  const names = namesOf(schema);
  const view = compileReaderView(schema);
  return (headers) => {
    const declared: Record<string, unknown> = {};
    for (const name of names) if (Object.hasOwn(headers, name)) declared[name] = headers[name];
    // Whatever AMQP brings along: the view takes it apart and never trusts its type.
    const read = view(declared as JsonValue);
    const odd = notFinite(declared);
    if (odd !== undefined) return { ok: false, detail: odd };
    if (!read.ok) return { ok: false, detail: describeViolations(read.violations) };
    return { ok: true, headers: read.value as Readonly<Record<string, unknown>> };
  };
}

/**
 * Puts what a sender gave beside what the runtime writes.
 *
 * @param what - names the message, for the error
 * @throws ContractError `invalid-headers`, outcome `not-sent`, when given what the document does not allow
 */
export function compileHeadersWriter(
  schema: JsonSchema | undefined,
  what: string,
): (target: Headers, given: Readonly<Record<string, unknown>> | undefined) => void {
  const validate = compileWriterView(schema ?? { type: "object", additionalProperties: false });
  return (target, given) => {
    if (schema === undefined && given === undefined) return;
    // What is left out and what is undefined mean the same.
    const stated = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
    const why = describeViolations(validate(stated)) || notFinite(stated);
    if (why !== undefined && why !== "") {
      throw new ContractError("invalid-headers", `${what} was not sent: its headers: ${why}`, { outcome: "not-sent" });
    }
    Object.assign(target, stated);
  };
}

/** JSON has no such numbers, so no schema speaks of them; AMQP has. */
function notFinite(headers: Readonly<Record<string, unknown>>): string | undefined {
  const odd = Object.entries(headers).find(([, value]) => typeof value === "number" && !Number.isFinite(value));
  return odd === undefined ? undefined : `/${odd[0]} finite (found number)`;
}

function namesOf(schema: JsonSchema): readonly string[] {
  const { properties } = Object(schema) as { readonly properties?: object };
  return Object.keys(properties ?? {});
}
