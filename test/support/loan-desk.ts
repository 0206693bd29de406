import type { Definitions, VirtualHost } from "@insaka/broker";
import type {
  BroadcastConsumerFactory,
  Broadcasts,
  ConsumerFactory,
  JsonSchema,
  Receives,
  RequesterFactory,
  Requests,
} from "@insaka/runtime/codegen/v1";
import { broadcastConsumer, consumer, message, rename, requester } from "@insaka/runtime/codegen/v1";
import { freshVhost } from "./broker.js";

/**
 * A small world of requests, replies and broadcasts, with descriptors as codegen writes them: api-gateway and credit-bureau ask,
 * loan-origination answers, and each instance of api-gateway is told of approved loans.
 */
export interface SubmitApplication {
  readonly amount: number;
}
export interface Accepted {
  readonly reference: string;
}
export interface AcceptedV1 {
  readonly ref: string;
}
export interface Refused {
  readonly why: string;
}
export interface Approved {
  readonly loanId: string;
}
export interface ApprovedV1 {
  readonly id: string;
}

const only = (name: string, type: string): JsonSchema => ({
  type: "object",
  required: [name],
  properties: { [name]: { type } },
});

const SubmitApplicationMessage = message<{ 1: SubmitApplication }, 1>({
  name: "SubmitApplication",
  current: 1,
  route: { exchange: "loan-origination", routingKey: "loan.submit-application" },
  versions: { 1: { status: "current", schema: only("amount", "number") } },
});

const AcceptedMessage = message<{ 1: AcceptedV1; 2: Accepted }, 2>({
  name: "ApplicationAccepted",
  current: 2,
  route: null,
  versions: {
    1: { status: "deprecated", schema: only("ref", "string") },
    2: { status: "current", schema: only("reference", "string"), upcast: [rename("/ref", "reference")] },
  },
});

const RefusedMessage = message<{ 1: Refused }, 1>({
  name: "ApplicationRefused",
  current: 1,
  route: null,
  versions: { 1: { status: "current", schema: only("why", "string") } },
});

const ApprovedMessage = message<{ 1: ApprovedV1; 2: Approved }, 2>({
  name: "LoanApproved",
  current: 2,
  route: { exchange: "loan-origination", routingKey: "loan.approved" },
  versions: {
    1: { status: "deprecated", schema: only("id", "string") },
    2: { status: "current", schema: only("loanId", "string"), upcast: [rename("/id", "loanId")] },
  },
});

interface Asks {
  readonly submitApplication: Requests<SubmitApplication, { readonly accepted: Accepted; readonly refused: Refused }>;
}

const asks = {
  submitApplication: {
    message: SubmitApplicationMessage,
    replies: {
      accepted: { message: AcceptedMessage, reads: [1, 2] },
      refused: { message: RefusedMessage, reads: [1] },
    },
  },
};

/** The requester of whichever service. */
export const requesterOf = (service: string): RequesterFactory<Asks> => requester<Asks>(service, asks);
export const gatewayRequester: RequesterFactory<Asks> = requesterOf("api-gateway");

export const REQUESTS = "loan-origination.submit-application";

interface Answers {
  readonly submitApplication: Receives<
    SubmitApplication,
    "50ms",
    { readonly accepted: Accepted; readonly refused: Refused }
  >;
}

export const originationConsumer: ConsumerFactory<Answers> = consumer<Answers>("loan-origination", [
  {
    queue: REQUESTS,
    retry: { steps: ["50ms"], attempts: 2 },
    messages: {
      submitApplication: {
        message: SubmitApplicationMessage,
        reads: [1],
        replies: { accepted: AcceptedMessage, refused: RefusedMessage },
      },
    },
  },
]);

interface Told {
  readonly loanApproved: Broadcasts<Approved>;
}

export const gatewayBroadcastConsumer: BroadcastConsumerFactory<Told> = broadcastConsumer<Told>("api-gateway", {
  bindings: [{ exchange: "loan-origination", routingKey: "loan.approved" }],
  messages: { loanApproved: { message: ApprovedMessage, reads: [1, 2] } },
});

const quorum = { "x-queue-type": "quorum" };
const bound = (source: string, destination: string, routing_key = destination) => ({
  source,
  destination,
  destination_type: "queue",
  routing_key,
});
const askingUser = (user: string) => ({
  user,
  configure: `^${user}\\.instance\\..+$`,
  write: `^(loan-origination|${user}\\.instance\\..+)$`,
  read: `^(insaka\\.reply|loan-origination|${user}\\.instance\\..+)$`,
});
const asksOnly = "^loan\\.submit-application$";

/** With the smallest rights that each service needs. */
export const LOAN_DESK: Definitions = {
  users: [{ name: "api-gateway" }, { name: "credit-bureau" }, { name: "loan-origination" }],
  permissions: [
    askingUser("api-gateway"),
    askingUser("credit-bureau"),
    {
      user: "loan-origination",
      configure: "^$",
      write: "^(insaka\\.dead|insaka\\.reply|insaka\\.retry\\.50ms|loan-origination)$",
      read: "^loan-origination\\.submit-application$",
    },
  ],
  topic_permissions: [
    { user: "api-gateway", exchange: "insaka.reply", write: "^$", read: "^api-gateway\\.instance\\..+$" },
    { user: "api-gateway", exchange: "loan-origination", write: asksOnly, read: "^loan\\.approved$" },
    { user: "credit-bureau", exchange: "insaka.reply", write: "^$", read: "^credit-bureau\\.instance\\..+$" },
    { user: "credit-bureau", exchange: "loan-origination", write: asksOnly, read: "^$" },
    {
      user: "loan-origination",
      exchange: "insaka.reply",
      write: "^(api-gateway|credit-bureau)\\.instance\\..+$",
      read: "^$",
    },
    { user: "loan-origination", exchange: "insaka.dead", write: "^loan-origination\\..*", read: "^$" },
    { user: "loan-origination", exchange: "insaka.retry.50ms", write: "^loan-origination\\..*", read: "^$" },
    { user: "loan-origination", exchange: "loan-origination", write: "^loan\\.approved$", read: "^$" },
  ],
  exchanges: [
    { name: "loan-origination", type: "topic" },
    { name: "insaka.reply", type: "topic" },
    { name: "insaka.dead", type: "topic" },
    { name: "insaka.retry.50ms", type: "topic" },
    { name: "insaka.return", type: "direct", arguments: { "alternate-exchange": "insaka.stray" } },
    { name: "insaka.stray", type: "fanout" },
  ],
  queues: [REQUESTS, `${REQUESTS}.dlq`, "loan-origination.wait.50ms", "insaka.stray"].map((name) => ({
    name,
    arguments: quorum,
  })),
  bindings: [
    bound("loan-origination", REQUESTS, "loan.submit-application"),
    bound("insaka.return", REQUESTS),
    bound("insaka.dead", `${REQUESTS}.dlq`, REQUESTS),
    bound("insaka.retry.50ms", "loan-origination.wait.50ms", "loan-origination.#"),
    bound("insaka.stray", "insaka.stray", ""),
  ],
  policies: [
    {
      name: "insaka.wait.50ms",
      pattern: "^[a-z0-9-]+\\.wait\\.50ms$",
      "apply-to": "quorum_queues",
      priority: 100,
      definition: {
        "message-ttl": 50,
        "dead-letter-exchange": "insaka.return",
        "dead-letter-strategy": "at-least-once",
        overflow: "reject-publish",
        "delivery-limit": -1,
      },
    },
    {
      name: "insaka.dlq",
      pattern: "^(.+\\.dlq|insaka\\.stray)$",
      "apply-to": "quorum_queues",
      priority: 100,
      definition: { "delivery-limit": -1 },
    },
    {
      name: `insaka.queue.${REQUESTS}`,
      pattern: "^loan-origination\\.submit-application$",
      "apply-to": "quorum_queues",
      priority: 100,
      definition: {
        "dead-letter-exchange": "insaka.dead",
        "dead-letter-routing-key": REQUESTS,
        "dead-letter-strategy": "at-least-once",
        overflow: "reject-publish",
        "delivery-limit": 10,
      },
    },
    {
      name: "insaka.instance",
      pattern: "^[a-z0-9-]+\\.instance\\..+$",
      "apply-to": "classic_queues",
      priority: 100,
      definition: { "max-length": 10_000, overflow: "drop-head" },
    },
  ],
};

/** A virtual host with this world in it, for one test. */
export async function loanDesk(): Promise<VirtualHost> {
  return await freshVhost(LOAN_DESK);
}
