import type { Load, Received } from "../subject.js";

/** The properties that every correct sender writes, as clients of amqplib's kind take them. */
export function propertiesOf({ id, type, version }: Load): {
  readonly messageId: string;
  readonly type: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, unknown>>;
} {
  return { messageId: id, type, contentType: "application/json", headers: { "x-version": version } };
}

/** A message as amqplib hands it over. */
interface Delivered {
  readonly content: Buffer;
  readonly properties: {
    readonly messageId?: unknown;
    readonly headers?: Readonly<Record<string, unknown>> | undefined;
  };
}

/** What was delivered. The attempt is the broker's count of hand-backs, the only one that these libraries have. */
export function parsed(queue: string, { content, properties }: Delivered): Received {
  const payload: unknown = JSON.parse(content.toString("utf8"));
  return { queue, id: String(properties.messageId), payload, attempt: attemptOf(properties.headers) };
}

export function attemptOf(headers: Readonly<Record<string, unknown>> | undefined): number {
  const count = headers?.["x-delivery-count"];
  return typeof count === "number" ? count + 1 : 1;
}

/** Acknowledges what was handled, hands back what shall come again. Where the channel is gone the message comes again by itself. */
export async function settled(
  handled: Promise<void>,
  { ack, again }: { readonly ack: () => void; readonly again: () => void },
): Promise<void> {
  const settle = await handled.then(
    () => ack,
    () => again,
  );
  try {
    settle();
  } catch {
    // See above.
  }
}
