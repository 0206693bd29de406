import type { TopologyFinding, TopologyView } from "@insaka/generator";
import { type System, topologyOfSystem } from "./system.js";

/** A change that a rule tells of, and what it is to say. */
export interface Change {
  readonly rule: string;
  readonly name: string;
  readonly before: TopologyView;
  readonly after: TopologyView;
  readonly told: Partial<Pick<TopologyFinding, "weight" | "key" | "outcome" | "messages">> & {
    readonly subject: string;
    readonly hurt: readonly string[];
  };
  /** A change that is much like it, of which the rule has nothing to tell. */
  readonly nearMiss: { readonly before: TopologyView; readonly after: TopologyView };
}

type Edit = (system: System) => System;

const approved = { name: "LoanApproved", by: "loans", exchange: "loans", key: "loan.approved" };
const rejected = { name: "LoanRejected", by: "loans", exchange: "loans", key: "loan.rejected" };
const mail = {
  name: "mail.approved",
  of: "mail",
  reads: ["LoanApproved"],
  bind: [["loans", "loan.approved"]] as const,
  steps: ["5s", "30s"],
};
const archive = {
  name: "archive.loans",
  of: "archive",
  reads: ["LoanApproved", "LoanRejected"],
  bind: [["loans", "loan.#"]] as const,
};

/** Two messages of one service; one queue for one of them, and one for all. */
export const loans: System = { messages: [approved, rejected], queues: [mail, archive] };

const message =
  (name: string, edit: Partial<System["messages"][number]>): Edit =>
  (system) => ({
    ...system,
    messages: system.messages.map((each) => (each.name === name ? { ...each, ...edit } : each)),
  });
const exchange =
  (edit: Partial<System["messages"][number]>): Edit =>
  (system) => ({
    ...system,
    messages: system.messages.map((each) => ({ ...each, ...edit })),
  });
const queue =
  (name: string, edit: Partial<System["queues"][number]>): Edit =>
  (system) => ({
    ...system,
    queues: system.queues.map((each) => (each.name === name ? { ...each, ...edit } : each)),
  });
const without =
  (name: string): Edit =>
  ({ messages, queues }) => ({
    messages: messages.filter((each) => each.name !== name),
    queues: queues
      .filter((each) => each.name !== name)
      .map((each) => ({ ...each, reads: each.reads.filter((read) => read !== name) })),
  });

/** The topology of the two after some edits. */
const view = (...edits: readonly Edit[]): TopologyView =>
  topologyOfSystem(edits.reduce((system, edit) => edit(system), loans));

/** A view with something in it that no contract says. */
const also = (base: TopologyView, edit: (view: TopologyView) => Partial<TopologyView>): TopologyView => ({
  ...base,
  ...edit(base),
});

const argument = (name: string, key: string, value: string | number): TopologyView =>
  view(queue(name, { arguments: { [key]: value } }));

const dlqUnbound = also(view(), ({ bindings }) => ({
  bindings: bindings.filter(({ queue: to }) => to !== "mail.approved.dlq"),
}));

const waitPolicy = (bytes: number): TopologyView =>
  also(view(), ({ policies }) => ({
    policies: policies.map((policy) =>
      policy.name === "insaka.wait.5s"
        ? { ...policy, definition: { ...policy.definition, "max-length-bytes": bytes } }
        : policy,
    ),
  }));

const lettersTo = (to: string): TopologyView =>
  also(view(), ({ policies }) => ({
    policies: policies.map((policy) =>
      policy.name === "insaka.queue.mail.approved"
        ? {
            ...policy,
            definition: {
              ...policy.definition,
              "dead-letter-exchange": to,
              "dead-letter-routing-key": "letters",
              "dead-letter-strategy": "at-most-once",
            },
          }
        : policy,
    ),
  }));

const colouredExchange = also(view(), ({ exchanges }) => ({
  exchanges: exchanges.map((each) => (each.name === "loans" ? { ...each, arguments: { "x-colour": "blue" } } : each)),
}));

const everything = { before: view(), after: view() };

/** One change for each rule and each way in which it speaks. */
export const changes: readonly Change[] = [
  {
    rule: "exchange-refused",
    name: "the exchange becomes transient",
    before: view(),
    after: view(exchange({ durable: false })),
    told: { weight: "breaking", outcome: "refused-406", subject: "loans", hurt: ["loans", "archive", "mail"] },
    nearMiss: { before: view(), after: colouredExchange },
  },
  {
    rule: "exchange-silently-different",
    name: "the exchange gets an argument that nobody compares",
    before: view(),
    after: colouredExchange,
    told: { weight: "warning", outcome: "silently-different", subject: "loans", hurt: ["loans"] },
    nearMiss: { before: view(), after: view(exchange({ durable: false })) },
  },
  {
    rule: "exchange-type-changed",
    name: "topic becomes direct: the wildcard is a word",
    before: view(),
    after: view(exchange({ type: "direct" })),
    told: { weight: "breaking", key: "loan.approved", subject: "loans", hurt: ["archive.loans"] },
    nearMiss: {
      before: view(without("archive.loans")),
      after: view(without("archive.loans"), exchange({ type: "direct" })),
    },
  },
  {
    rule: "exchange-type-changed",
    name: "topic becomes fanout: every queue gets everything",
    before: view(),
    after: view(exchange({ type: "fanout" })),
    told: { weight: "breaking", key: "loan.rejected", subject: "loans", hurt: ["mail.approved"] },
    nearMiss: everything,
  },
  {
    rule: "exchange-removed",
    name: "everything moves to another exchange",
    before: view(),
    after: view(
      exchange({ exchange: "lending" }),
      queue("mail.approved", { bind: [["lending", "loan.approved"]] }),
      queue("archive.loans", { bind: [["lending", "loan.#"]] }),
    ),
    told: { weight: "breaking", key: "loan.approved", subject: "loans", hurt: ["loans"] },
    nearMiss: { before: view(), after: view(without("LoanRejected")) },
  },
  {
    rule: "queue-refused",
    name: "a length limit as an argument",
    before: view(),
    after: argument("mail.approved", "x-max-length", 1_000),
    told: { weight: "breaking", outcome: "refused-406", subject: "mail.approved", hurt: ["mail"] },
    nearMiss: { before: view(), after: argument("mail.approved", "x-colour", "blue") },
  },
  {
    rule: "queue-silently-different",
    name: "an argument that nobody compares",
    before: view(),
    after: argument("mail.approved", "x-colour", "blue"),
    told: { weight: "warning", outcome: "silently-different", subject: "mail.approved", hurt: ["mail"] },
    nearMiss: { before: view(), after: argument("mail.approved", "x-max-length", 1_000) },
  },
  {
    rule: "queue-silently-different",
    name: "an argument of another type of queue",
    before: view(),
    after: argument("mail.approved", "x-max-priority", 5),
    told: { weight: "breaking", outcome: "silently-different", subject: "mail.approved", hurt: ["mail"] },
    nearMiss: { before: view(), after: argument("mail.approved", "x-delivery-limit", 5) },
  },
  {
    rule: "queue-removed",
    name: "nobody reads the messages any more",
    before: view(),
    after: view(without("mail.approved")),
    told: {
      weight: "breaking",
      key: "loan.approved",
      outcome: "silently-different",
      subject: "mail.approved",
      hurt: ["mail"],
    },
    nearMiss: { before: view(), after: view(queue("mail.approved", { name: "mail.loan-approved" })) },
  },
  {
    rule: "queue-renamed",
    name: "a queue under a new name",
    before: view(),
    after: view(queue("mail.approved", { name: "mail.loan-approved" })),
    told: {
      weight: "breaking",
      key: "loan.approved",
      outcome: "silently-different",
      subject: "mail.approved",
      hurt: ["mail"],
    },
    nearMiss: { before: view(), after: view(without("mail.approved")) },
  },
  {
    rule: "routing-key-moved",
    name: "sender and bindings move together",
    before: view(),
    after: view(
      message("LoanApproved", { key: "loan.accepted" }),
      queue("mail.approved", { bind: [["loans", "loan.accepted"]] }),
    ),
    told: {
      weight: "breaking",
      key: "loan.approved",
      subject: "LoanApproved of loans",
      hurt: ["loans", "mail", "mail.approved"],
    },
    nearMiss: { before: view(), after: view(queue("mail.approved", { bind: [["loans", "loan.*"]] })) },
  },
  {
    rule: "binding-narrowed",
    name: "a released route no longer reaches its queue",
    before: view(),
    after: view(queue("archive.loans", { bind: [["loans", "loan.approved"]] })),
    told: {
      weight: "breaking",
      key: "loan.rejected",
      messages: ["LoanRejected"],
      subject: "loans -> archive.loans",
      hurt: ["archive", "archive.loans", "loans"],
    },
    nearMiss: {
      before: view(),
      after: view(
        queue("archive.loans", {
          bind: [
            ["loans", "loan.*"],
            ["loans", "loan"],
            ["loans", "loan.*.*.#"],
          ],
        }),
      ),
    },
  },
  {
    rule: "binding-narrowed",
    name: "a pattern lets through less than it did",
    before: view(),
    after: view(queue("archive.loans", { bind: [["loans", "loan.*"]] })),
    told: { weight: "warning", key: "loan", messages: [], subject: "loans -> archive.loans", hurt: ["archive"] },
    nearMiss: {
      before: view(),
      after: view(queue("mail.approved", { reads: ["LoanRejected"], bind: [["loans", "loan.rejected"]] })),
    },
  },
  {
    rule: "binding-left-behind",
    name: "it goes on bringing what nobody reads",
    before: view(queue("mail.approved", { reads: ["LoanApproved", "LoanRejected"], bind: [["loans", "loan.*"]] })),
    after: view(),
    told: {
      weight: "warning",
      key: "loan.rejected",
      outcome: "silently-different",
      subject: "loans -> mail.approved (loan.*)",
      hurt: ["loans", "mail", "mail.approved"],
    },
    nearMiss: {
      before: view(),
      after: view(
        queue("mail.approved", {
          bind: [
            ["loans", "loan.approved"],
            ["loans", "loan.accepted"],
          ],
        }),
      ),
    },
  },
  {
    rule: "binding-left-behind",
    name: "another binding brings the same",
    before: view(),
    after: view(queue("mail.approved", { bind: [["loans", "loan.approved.#"]] })),
    told: { weight: "note", key: null, subject: "loans -> mail.approved (loan.approved)", hurt: ["mail.approved"] },
    nearMiss: { before: view(), after: view(without("mail.approved")) },
  },
  {
    rule: "binding-widened",
    name: "the queue gets a message that its service does not know",
    before: view(),
    after: view(queue("mail.approved", { bind: [["loans", "loan.*"]] })),
    told: {
      weight: "warning",
      key: "loan.rejected",
      outcome: "applied",
      subject: "mail.approved",
      hurt: ["loans", "mail"],
    },
    nearMiss: {
      before: view(),
      after: view(
        queue("mail.approved", {
          bind: [
            ["loans", "loan.approved"],
            ["loans", "mail.*"],
          ],
        }),
      ),
    },
  },
  {
    rule: "binding-widened",
    name: "the new build knows the message, the released one does not",
    before: view(),
    after: view(queue("mail.approved", { reads: ["LoanApproved", "LoanRejected"], bind: [["loans", "loan.*"]] })),
    told: { weight: "note", key: "loan.rejected", subject: "mail.approved", hurt: ["loans", "mail"] },
    nearMiss: { before: view(), after: view(without("LoanRejected")) },
  },
  {
    rule: "retry-ladder-changed",
    name: "a step leaves the ladder",
    before: view(),
    after: view(queue("mail.approved", { steps: ["5s"] })),
    told: { weight: "warning", subject: "mail.wait.30s", messages: ["LoanApproved"], hurt: ["mail", "mail.wait.30s"] },
    nearMiss: { before: view(), after: view(queue("mail.approved", { steps: ["5s", "30s", "2m"] })) },
  },
  {
    rule: "dead-letter-route-changed",
    name: "the dead-letter queue is bound no more",
    before: view(),
    after: dlqUnbound,
    told: {
      weight: "breaking",
      key: "mail.approved",
      outcome: "silently-different",
      subject: "mail.approved",
      hurt: ["mail"],
    },
    nearMiss: { before: view(), after: waitPolicy(1_000_000) },
  },
  {
    rule: "dead-letter-route-changed",
    name: "a policy sends the letters where nothing is bound",
    before: view(),
    after: lettersTo("insaka.retry.5s"),
    told: { weight: "breaking", key: "letters", outcome: "applied", subject: "mail.approved", hurt: ["mail"] },
    nearMiss: { before: view(), after: view(without("mail.approved")) },
  },
  {
    rule: "dead-letter-route-changed",
    name: "a policy sends the letters to an exchange with an alternate",
    before: view(),
    after: lettersTo("insaka.return"),
    told: { weight: "note", key: "letters", outcome: "applied", subject: "mail.approved", hurt: ["mail"] },
    nearMiss: { before: view(), after: view() },
  },
  {
    rule: "policy-changed",
    name: "a wait queue holds less",
    before: view(),
    after: waitPolicy(1_000_000),
    told: {
      weight: "warning",
      outcome: "applied",
      subject: "insaka.wait.5s",
      hurt: ["mail.wait.5s", "archive.wait.5s"],
    },
    nearMiss: { before: view(), after: view(queue("mail.approved", { steps: ["5s"] })) },
  },
  {
    rule: "permission-withdrawn",
    name: "a service stops sending",
    before: view(),
    after: view(without("LoanRejected")),
    told: { weight: "note", key: "loan.rejected", outcome: "applied", subject: "loans", hurt: ["loans"] },
    nearMiss: { before: view(), after: view(without("mail.approved")) },
  },
];
