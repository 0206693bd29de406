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
  const mask = (text: string): string => payloads.reduce((sofar, payload) => maskText(sofar, payload), text);
  const { detail, reason } = failure;
  return { ...failure, reason: mask(reason) || failure.class, ...(detail ? { detail: mask(detail) } : {}) };
}

function maskText(text: string, { body, reader, version }: PersonalPayload): string {
  try {
    const original = JSON.parse(body.toString("utf8")) as JsonValue;
    const read = reader.read(version, original);
    const once = maskPersonal(reader.location(version) ?? true, text, original);
    return read.ok ? maskPersonal(reader.location(reader.highest) ?? true, once, read.payload) : once;
  } catch {
    return "";
  }
}
