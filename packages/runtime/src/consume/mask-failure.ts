import type { JsonValue } from "@insaka/schema";
import { maskPersonal } from "@insaka/schema";
import type { MessageReader } from "../message/message-reader.js";
import type { FailureFacts } from "./disposition.js";

/** A payload whose personal values must not show. */
export interface PersonalPayload {
  readonly body: Buffer;
  readonly reader: MessageReader;
  readonly version: number;
}

/**
 * A failure without the personal values of these payloads: a handler of several messages may quote any of them. The bodies are
 * read again for it: the handler has had the payloads in its hands and may have changed them. Where that fails nothing of the
 * handler's words is kept.
 */
export function maskFailure(failure: FailureFacts, payloads: readonly PersonalPayload[]): FailureFacts {
  const masks = payloads.map(maskOf);
  const mask = (text: string): string => masks.reduce((sofar, masked) => masked(sofar), text);
  const { detail, reason } = failure;
  return { ...failure, reason: mask(reason) || failure.class, ...(detail ? { detail: mask(detail) } : {}) };
}

/** Masks the values as they came, and as they were read where that could change them. */
function maskOf({ body, reader, version }: PersonalPayload): (text: string) => string {
  try {
    const original = JSON.parse(body.toString("utf8")) as JsonValue;
    const asCame = (text: string): string => maskPersonal(reader.location(version) ?? true, text, original);
    const read = reader.read(version, original);
    if (!read.ok) return asCame;
    return (text) => maskPersonal(reader.location(reader.highest) ?? true, asCame(text), read.payload);
  } catch {
    return () => "";
  }
}
