import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { MessageFacts } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { REPLY_EXCHANGE } from "../message/house-exchanges.js";
import { isInstanceQueue, serviceOfInstance } from "../message/instance-queue.js";
import { runCausedBy } from "../message/trace.js";
import type { Sender, Sending } from "../publish/compile-sender.js";
import { compileSender } from "../publish/compile-sender.js";
import type { ReplyFate } from "../runtime-event.js";
import { channelKey } from "../transport/channel-key.js";
import type { FailureFacts } from "./disposition.js";

/** A request that its handler has handled. */
export interface HandledRequest {
  readonly envelope: Envelope;
  /** Where its sender wants the reply: whatever a stranger may have written there. */
  readonly replyTo: string | undefined;
}

/**
 * Sends what a handler returned to whoever asked; resolves to why the request must be tried again, or to undefined when it may be
 * acknowledged.
 */
export type Responder = (returned: unknown, request: HandledRequest) => Promise<FailureFacts | undefined>;

/**
 * Prepares the replies of one request.
 *
 * The request is acknowledged after the broker has confirmed its reply, so a crash between leaves two replies, of which the
 * requester takes the first. A reply that reaches no queue does not bring the request back: who asked is gone. A reply whose
 * address the broker refuses is not tried again either: the address was forged, or a right is missing that no wait grants. The
 * request is then a dead letter, so that it can be replayed in the second case; its handler does not run again by itself.
 *
 * @throws ContractError `configuration` for a reply that has no current version, SchemaError when its schema is none
 */
export function compileResponder(
  link: BrokerLink,
  queue: string,
  replies: Readonly<Record<string, MessageFacts>>,
): Responder {
  const senders = new Map(Object.entries(replies).map(([name, message]) => [name, compileSender(link, message)]));
  const reachesNobody = ({ messageId }: Envelope, reason: ReplyFate): undefined => {
    link.observe({ type: "reply-undeliverable", queue, messageId, reason });
  };
  return async (returned, { envelope, replyTo }) => {
    if (replyTo === undefined) return reachesNobody(envelope, "no-reply-to");
    if (!isInstanceQueue(replyTo)) return reachesNobody(envelope, "bad-reply-to");
    const chosen = chosenReply(returned, senders);
    if (!chosen.ok) return failed("no-reply", chosen.problem);
    const sending: Sending = {
      route: { exchange: REPLY_EXCHANGE, routingKey: replyTo },
      purpose: "settle",
      correlationId: envelope.correlationId ?? envelope.messageId,
      // One for each service that asks, as the rights are: a refusal hits nobody else, and made-up instances open no channels.
      channelKey: channelKey(REPLY_EXCHANGE, serviceOfInstance(replyTo)),
    };
    try {
      await runCausedBy(envelope, () => chosen.send(chosen.payload, sending));
      return undefined;
    } catch (reason) {
      const { code, message } = ContractError.from(reason);
      if (code === "returned") return reachesNobody(envelope, "returned");
      if (code === "access-refused") return { class: "permanent", reason: "reply-refused", detail: code };
      const isInvalid = code === "invalid-payload" || code === "payload-too-large";
      return isInvalid ? failed("reply-invalid", message) : failed("reply-not-sent", code);
    }
  };
}

type Chosen =
  | { readonly ok: true; readonly send: Sender; readonly payload: unknown }
  | { readonly ok: false; readonly problem: string };

/** The types demand exactly one reply; plain JavaScript, and a cast, can return anything. */
function chosenReply(returned: unknown, senders: ReadonlyMap<string, Sender>): Chosen {
  const given =
    typeof returned === "object" && returned !== null
      ? Object.entries(returned).filter(([, payload]) => payload !== undefined)
      : [];
  const [first] = given;
  const send = first === undefined ? undefined : senders.get(first[0]);
  if (first !== undefined && send !== undefined && given.length === 1) return { ok: true, send, payload: first[1] };
  const found =
    first === undefined ? "nothing of the kind" : given.length > 1 ? "several properties" : "another property";
  const names = [...senders.keys()].join(", ");
  return { ok: false, problem: `the handler must return an object with one of ${names}; it returned ${found}` };
}

function failed(reason: string, detail: string): FailureFacts {
  return { class: "transient", reason, detail };
}
