import type { Finding } from "../diagnostic.js";
import type {
  ContractModel,
  OperationMessage,
  ReceiveOperation,
  Reply,
  SendOperation,
} from "../model/contract-model.js";
import type { CheckContext, Rule } from "./rule.js";

/** Where a request says whom to answer: AMQP's property `reply_to`, in AsyncAPI's words. */
const replyTo = "$message.header#/replyTo";

/** From the one who asks to the one who answers, and back. */
export const replies: readonly Rule[] = [
  {
    id: "reply-fixed-place",
    purpose:
      "An answer goes to the instance that asked; a reply channel with a place of its own would bring it elsewhere.",
    severity: "error",
    applies: "house",
    check: ({ model }) =>
      [...asking(model), ...answering(model)].flatMap(({ name, reply: { fixed } }) => {
        if (fixed === null) return [];
        const hint = "Give the reply channel address: null and no bindings.";
        return [{ at: fixed, message: `The reply of "${name}" has a channel with a place of its own.`, hint }];
      }),
  },
  {
    id: "reply-address-missing",
    purpose:
      "A reply that does not say where the request tells whom to answer is read differently by every other tool.",
    severity: "error",
    applies: "house",
    check: ({ model }) =>
      [...asking(model), ...answering(model)].flatMap(({ name, reply: { location, source } }) => {
        if (location === replyTo) return [];
        const found = location === null ? "does not say whom to answer" : `is addressed by "${location}"`;
        const hint = `Add address: { location: '${replyTo}' } to the reply.`;
        return [{ at: source, message: `The reply of "${name}" ${found}.`, hint }];
      }),
  },
  {
    id: "request-unanswered",
    purpose: "A request that nobody answers waits for its time-out, every time.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: unanswered,
  },
  {
    id: "reply-missing",
    purpose: "A handler that takes a request for a plain message leaves who asked waiting.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: missingReplies,
  },
  {
    id: "request-answered-twice",
    purpose: "Who asks takes the first answer; a second one is work for nothing, and may say otherwise.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: answeredTwice,
  },
  {
    id: "reply-unread",
    purpose: "An answer that who asked cannot read is an error to them, whatever it says.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: unread,
  },
  {
    id: "reply-not-current",
    purpose: "Who answers sends the current version and no other.",
    severity: "error",
    applies: "house",
    check: notCurrent,
  },
  {
    id: "reply-and-event",
    purpose: "An answer goes to who asked and has no routing key; a message with both has two owners and two meanings.",
    severity: "error",
    applies: "house",
    check: alsoPublished,
  },
];

type Asking = SendOperation & { readonly reply: Reply };
type Answering = ReceiveOperation & { readonly reply: Reply };

function asking({ operations }: ContractModel): readonly Asking[] {
  return operations.filter((operation): operation is Asking => operation.action === "send" && operation.reply !== null);
}

function answering({ operations }: ContractModel): readonly Answering[] {
  return operations.filter(
    (operation): operation is Answering => operation.action === "receive" && operation.reply !== null,
  );
}

function lists(operation: { readonly messages: readonly OperationMessage[] }, message: string): boolean {
  return operation.messages.some((listed) => listed.message === message);
}

/** Each request that is sent by now and that nobody answers. */
function open(model: ContractModel): readonly { readonly request: Asking; readonly message: string }[] {
  const sent = new Set(model.messages.filter(({ current }) => current !== null).map(({ name }) => name));
  const answered = answering(model);
  return asking(model).flatMap((request) =>
    request.messages
      .filter(({ message }) => sent.has(message) && !answered.some((operation) => lists(operation, message)))
      .map(({ message }) => ({ request, message })),
  );
}

function receivers({ operations }: ContractModel, message: string): readonly ReceiveOperation[] {
  return operations.filter(
    (operation): operation is ReceiveOperation => operation.action === "receive" && lists(operation, message),
  );
}

function unanswered({ model }: CheckContext): readonly Finding[] {
  return open(model)
    .filter(({ message }) => receivers(model, message).length === 0)
    .map(({ request: { name, source }, message }) => ({
      at: source,
      message: `"${name}" asks with ${message}, which nobody answers.`,
      hint: "Add a receive operation with a reply to the document of the service that is asked.",
    }));
}

function missingReplies({ model }: CheckContext): readonly Finding[] {
  return open(model).flatMap(({ request, message }) =>
    receivers(model, message).map(({ name, source }) => ({
      at: source,
      message: `"${name}" receives ${message} and does not answer, but "${request.name}" of ${request.service} asks with it.`,
      hint: "Add the reply: a channel with address: null that lists what may be answered.",
    })),
  );
}

function answeredTwice({ model }: CheckContext): readonly Finding[] {
  const requests = new Set(asking(model).flatMap(({ messages }) => messages.map(({ message }) => message)));
  return [...requests].flatMap((message) => {
    const [first, ...others] = answering(model).filter((operation) => lists(operation, message));
    return others
      .filter(({ queue }) => queue !== first?.queue)
      .map(({ name, source }) => ({
        at: source,
        message: `"${name}" answers ${message}, which "${first?.name}" of ${first?.service} answers too.`,
        hint: "Leave the reply to one of them; the other may receive the message without a reply.",
      }));
  });
}

function unread({ model }: CheckContext): readonly Finding[] {
  return asking(model).flatMap(({ name, messages, reply }) => {
    const partners = answering(model).filter((operation) => messages.some(({ message }) => lists(operation, message)));
    return partners.flatMap((answer) =>
      answer.reply.messages.flatMap(({ message, versions }) => {
        const reads = reply.messages.find((listed) => listed.message === message)?.versions ?? [];
        const missing = versions.filter((version) => !reads.includes(version));
        if (missing.length === 0) return [];
        const found = `"${name}" does not read ${message} version ${missing.join(", ")}, which "${answer.name}" of ${answer.service} may answer.`;
        return [
          { at: reply.source, message: found, hint: "Add it to the reply channel and to the messages of the reply." },
        ];
      }),
    );
  });
}

function notCurrent({ model }: CheckContext): readonly Finding[] {
  const current = new Map(model.messages.map((message) => [message.name, message.current]));
  return answering(model).flatMap(({ name, messages, reply }) => {
    const asked = messages.some(({ message }) => current.get(message) !== null);
    return reply.messages.flatMap(({ message, versions, source }) => {
      const sent = current.get(message) ?? null;
      // As long as the request is a draft, so may be what answers it.
      if (versions.every((version) => version === sent) || (sent === null && !asked)) return [];
      const wrong = versions.filter((version) => version !== sent).join(", ");
      const found = `"${name}" answers with ${message} version ${wrong}; ${sent === null ? "no version" : `version ${sent}`} is current.`;
      const hint =
        sent === null ? "Make the version current." : `List version ${sent} alone in the messages of the reply.`;
      return [{ at: source, message: found, hint }];
    });
  });
}

function alsoPublished({ model }: CheckContext): readonly Finding[] {
  const answers = new Map(
    [...asking(model), ...answering(model)].flatMap(({ name, reply }) =>
      reply.messages.map(({ message }): [string, string] => [message, name]),
    ),
  );
  return model.operations.flatMap(({ name, messages }) =>
    messages.flatMap(({ message, source }) => {
      const other = answers.get(message);
      if (other === undefined) return [];
      const found = `"${name}" lists ${message}, with which "${other}" is answered.`;
      return [{ at: source, message: found, hint: "Give the answer and what is published a message each." }];
    }),
  );
}
