import type { JsonValue } from "@insaka/schema";
import { maskPersonal, type PersonalSource } from "@insaka/schema";
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
  const sources = payloads.map(sourcesOf);
  const known = sources.flatMap((of) => of ?? []);
  const [reason, detail] = sources.includes(undefined)
    ? ["", ""]
    : maskPersonal(known, [failure.reason, failure.detail ?? ""]);
  return { ...failure, reason: reason || failure.class, ...(failure.detail ? { detail: detail ?? "" } : {}) };
}

/** A message as it came, and as it was read where that could change it; undefined where it can no longer be read. */
function sourcesOf({ body, reader, version }: PersonalPayload): PersonalSource[] | undefined {
  try {
    const original = JSON.parse(body.toString("utf8")) as JsonValue;
    const asCame = { schema: reader.location(version) ?? true, value: original };
    const read = reader.read(version, original);
    return read.ok ? [asCame, { schema: reader.location(reader.highest) ?? true, value: read.payload }] : [asCame];
  } catch {
    return undefined;
  }
}
