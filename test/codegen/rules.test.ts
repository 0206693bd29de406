/** Each rule has a pair: documents that keep it (the example, which breaks none), and one edit of them that breaks it. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Diagnostic, generate, rules } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { temporaryCopy } from "../support/insaka-run.js";

const example = fileURLToPath(new URL("../golden/lending-example/", import.meta.url));
/** Documents in which one service asks another, and each instance gets what is broadcast. */
const conversation = fileURLToPath(new URL("../golden/request-reply-and-broadcast/", import.meta.url));

/** Replaces in one of the documents, or adds an upcaster. A pattern that matches nothing fails the test. */
type Edit =
  | readonly ["loan-origination" | "communications" | "api-gateway", string | RegExp, string]
  | readonly [`upcasters/${string}.ts`, string];

const [sender, receiver] = ["loan-origination", "communications"] as const;
const v1 = "      name: LoanApproved\n      description: A loan has been approved.\n      x-version: 1\n";
const versions = {
  one: "x-version: 1\n      x-status: deprecated",
  two: "x-version: 2\n      x-status: current",
} as const;
const bind = "x-rabbitmq: { bind: [ { exchange: loan-origination, routingKey: loan.approved } ] }";
const secondQueue = `  again:
    address: communications.loan-approved
    messages:
      LoanApprovedV2: { $ref: './loan-origination.asyncapi.yaml#/components/messages/LoanApprovedV2' }
    bindings:
      amqp: { is: queue, queue: { name: communications.loan-approved, durable: true }, bindingVersion: 0.3.0 }
    ${bind}
operations:
  again: { action: receive, channel: { $ref: '#/channels/again' }, x-retry: { steps: [1s], attempts: 2 } }
`;
const secondRoute = `  elsewhere:
    address: loan.granted
    messages: { LoanApprovedV2: { $ref: '#/components/messages/LoanApprovedV2' } }
    bindings:
      amqp: { is: routingKey, exchange: { name: loan-origination, type: topic, durable: true }, bindingVersion: 0.3.0 }
operations:
  sendElsewhere: { action: send, channel: { $ref: '#/channels/elsewhere' } }
`;
const another = `components:
  messages:
    Another:
      name: Another
      description: Another message.
      x-version: 1
      x-status: current
      x-owner: lending
      x-retention: transaction
      payload: { type: object, properties: { a: { type: string } } }
      examples: [{ payload: { a: b } }]
`;

const restated = `components:
  messages:
    LoanApprovedV2:
      name: LoanApproved
      description: A loan has been approved.
      x-version: 2
      x-status: current
      payload: { type: object, required: [loanId], properties: { loanId: { type: string } } }
`;

/** Replaces the steps to version 2 by a function. */
const byFunction = (upcast: string): Edit => [sender, /x-upcast:\n(?: {8}-.*\n)+/, `x-upcast: ${upcast}\n`];
const upcaster = "export const upcast = () => null;\n";

const breaking: Readonly<Record<string, readonly Edit[]>> = {
  "service-name-illegal": [[sender, "title: loan-origination", "title: loans"]],
  "queue-name-illegal": [[receiver, "queue: { name: communications.", "queue: { name: comms."]],
  "exchange-illegal": [[sender, "type: topic", "type: fanout"]],
  "name-too-long": [[sender, "name: LoanApproved", `name: L${"o".repeat(100)}`]],
  "description-missing": [[sender, "      description: A loan has been approved.\n", ""]],
  "owner-missing": [[sender, "      x-owner: lending\n", ""]],
  "retention-missing": [[sender, "      x-retention: transaction\n", ""]],
  "retention-unknown": [[sender, "x-retention: transaction", "x-retention: transactions"]],
  "version-missing": [[sender, v1, v1.replace("      x-version: 1\n", "")]],
  "version-illegal": [[sender, "x-version: 2", "x-version: two"]],
  "version-duplicate": [[sender, "x-version: 2", "x-version: 1"]],
  "header-type": [
    [
      sender,
      "x-version: 2\n",
      "x-version: 2\n      headers: { type: object, properties: { branch: { type: object } } }\n",
    ],
  ],
  "header-composed": [
    [
      sender,
      "x-version: 2\n",
      "x-version: 2\n      headers: { allOf: [{ properties: { branch: { type: string } } }] }\n",
    ],
  ],
  "payload-restated": [
    [
      receiver,
      "{ $ref: './loan-origination.asyncapi.yaml#/components/messages/LoanApprovedV2' }",
      "{ $ref: '#/components/messages/LoanApprovedV2' }",
    ],
    [receiver, /$/, restated],
  ],
  "version-gap": [[sender, "x-version: 2", "x-version: 3"]],
  "status-missing": [[sender, "      x-status: deprecated\n", ""]],
  "status-unknown": [[sender, "x-status: deprecated", "x-status: old"]],
  "current-twice": [[sender, "x-status: deprecated", "x-status: current"]],
  "current-missing": [[sender, "x-status: current", "x-status: retired"]],
  "status-order": [
    [sender, versions.one, versions.one.replace("deprecated", "current")],
    [sender, versions.two, versions.two.replace("current", "retired")],
  ],
  "upcaster-missing": [[sender, /x-upcast:/, "x-upcasts:"]],
  "upcaster-on-first": [[sender, v1, `${v1}      x-upcast: []\n`]],
  "bad-step": [[sender, "toDecimalString: { path: /amount", "toDecimalString: { at: /amount"]],
  "constant-without-because": [[sender, ", because: version 1 was sold in kwacha only", ""]],
  "function-without-because": [byFunction("{ function: upcasters/a.ts }"), ["upcasters/a.ts", upcaster]],
  "upcaster-shared": [
    byFunction("{ function: upcasters/a.ts, because: why }"),
    [receiver, /$/, another.replace("      payload", "      x-upcast: { function: upcasters/a.ts, because: why }\n$&")],
    ["upcasters/a.ts", upcaster],
  ],
  "upcaster-import-unknown": [
    byFunction("{ function: upcasters/a.ts, because: why }"),
    ["upcasters/a.ts", `${upcaster}import type { A } from "../../contracts/messages/nothing.js";\n`],
  ],
  "retired-listed": [[sender, "x-status: current", "x-status: retired"]],
  "retired-order": [[sender, "x-status: current", "x-status: retired"]],
  "example-missing": [[sender, /\n {6}examples: .*amount: 12500.5.*\n/, "\n"]],
  "example-invalid": [[sender, "amount: 12500.5 }", "amount: 12500.5, sum: 1 }"]],
  "example-upcast-invalid": [[sender, "value: ZMW", "value: EUR"]],
  "example-upcast-refused": [[sender, "amount: 12500.5 }", "amount: 1234.565 }"]],
  "schema-invalid": [
    [sender, "nrc: { type: string, x-personal-data: identity } }", "nrc: { type: string, pattern: '(' } }"],
  ],
  "counts-closed-object": [
    [sender, "required: [loanId, amount]", "required: [loanId, amount]\n        maxProperties: 3"],
  ],
  "pattern-unbounded": [
    [
      sender,
      "nrc: { type: string, x-personal-data: identity } }",
      "nrc: { type: string, pattern: '^(a+)+\\1$', x-personal-data: identity } }",
    ],
  ],
  "send-not-current": [[sender, "messages/LoanApprovedV2' } ]", "messages/LoanApprovedV1' } ]"]],
  "reader-behind": [[receiver, /\n {6}LoanApprovedV2: .*/, ""]],
  "retry-conflict": [[receiver, "operations:\n", secondQueue]],
  "retry-message-unknown": [
    [receiver, "attempts: 6 }", "attempts: 6, messages: { LoanApprovedV2: { attempts: 3 } } }"],
  ],
  "routing-key-illegal": [[sender, "address: loan.approved", "address: loan/approved"]],
  "route-missing": [[receiver, /$/, another]],
  "route-twice": [[sender, "operations:\n", secondRoute]],
  "binding-illegal": [[receiver, "exchange: loan-origination", "exchange: insaka.dead"]],
  "exchange-unknown": [[receiver, "exchange: loan-origination", "exchange: loans"]],
  "unroutable-message": [[receiver, "routingKey: loan.approved", "routingKey: loan.refused"]],
  "binding-misses-message": [[receiver, "routingKey: loan.approved", "routingKey: approved.#"]],
  "binding-brings-unlisted": [
    [
      receiver,
      "operations:\n",
      `operations:\n  sendAnother: { action: send, channel: { $ref: '#/channels/another' } }\n`,
    ],
    [
      receiver,
      "channels:\n",
      "channels:\n  another:\n    address: loan.approved\n    messages: { Another: { $ref: '#/components/messages/Another' } }\n    bindings:\n      amqp: { is: routingKey, exchange: { name: loan-origination, type: topic, durable: true }, bindingVersion: 0.3.0 }\n",
    ],
    [receiver, /$/, another],
  ],
};

const asker = "api-gateway";
const answers = "      messages:\n        - { $ref: '#/channels/answers/messages/LoanApplicationAcceptedV2' }\n";
const location = "      address: { location: '$message.header#/replyTo' }\n";
const withoutReply: Edit = [sender, /\n {4}reply:\n(?: {6}.*\n)+/, "\n"];
const secondAnswer = `  audit:
    address: api-gateway.audit
    messages:
      SubmitLoanApplicationV1: { $ref: './loan-origination.asyncapi.yaml#/components/messages/SubmitLoanApplicationV1' }
    bindings:
      amqp: { is: queue, queue: { name: api-gateway.audit, durable: true }, bindingVersion: 0.3.0 }
    x-rabbitmq: { bind: [{ exchange: loan-origination, routingKey: loan.submit-application }] }
operations:
  onAudit:
    action: receive
    channel: { $ref: '#/channels/audit' }
    reply: { address: { location: '$message.header#/replyTo' }, channel: { $ref: '#/channels/submitLoanApplicationReply' }, messages: [{ $ref: '#/channels/submitLoanApplicationReply/messages/LoanApplicationRefusedV1' }] }
`;

/** The same for rules of conversations. */
const breakingConversation: Readonly<Record<string, readonly Edit[]>> = {
  "header-of-request": [
    [
      sender,
      "      description: A client asks for a loan.\n",
      "      description: A client asks for a loan.\n      headers: { type: object, properties: { desk: { type: string } } }\n",
    ],
  ],
  "reply-fixed-place": [[sender, "answers:\n    address: null", "answers:\n    address: loan.answers"]],
  "reply-address-missing": [[asker, location, ""]],
  "request-unanswered": [
    withoutReply,
    [
      sender,
      "  onSubmitLoanApplication:\n    action: receive\n    channel: { $ref: '#/channels/commands' }\n    x-retry: { steps: [5s, 30s], attempts: 3 }\n",
      "",
    ],
  ],
  "reply-missing": [withoutReply],
  "request-answered-twice": [[asker, "operations:\n", secondAnswer]],
  "reply-unread": [[asker, /\n {6}LoanApplicationAcceptedV2: .*/, ""]],
  "reply-not-current": [[sender, answers, answers.replace("AcceptedV2", "AcceptedV1")]],
  "reply-and-event": [
    [
      sender,
      "loan.refused\n    messages:\n",
      "loan.refused\n    messages:\n      LoanApplicationRefusedV1: { $ref: '#/components/messages/LoanApplicationRefusedV1' }\n",
    ],
  ],
  "instance-queue-name": [
    [asker, "queue: { name: 'api-gateway.instance.{instance}'", "queue: { name: 'api-gateway.push'"],
  ],
  "instance-queue-retry": [[asker, /(channel: .*sessionPush.*)/, "$1\n    x-retry: { steps: [5s], attempts: 2 }"]],
  "instance-queue-unbound": [[asker, /\n {4}x-rabbitmq:\n(?: {6,}.*\n)+/, "\n"]],
  // The documents as they are: LoanRefused is for those alone who look at it now.
  "broadcast-only": [],
};

/** Rules that no document can break, because the topology is ours: their tests stand beside their source. */
const ofTheTopology: ReadonlySet<string> = new Set([
  "policy-not-unique",
  "queue-without-dead-letters",
  "dead-letters-unbound",
  "drop-head-at-least-once",
  "dead-letters-limited",
]);

async function judge(folder: string, edits: readonly Edit[]): Promise<readonly Diagnostic[]> {
  const cwd = await temporaryCopy(folder, "asyncapi");
  for (const edit of edits) {
    if (edit.length === 2) {
      await mkdir(join(cwd, "asyncapi/upcasters"), { recursive: true });
      await writeFile(join(cwd, "asyncapi", edit[0]), edit[1]);
      continue;
    }
    const [name, from, to] = edit;
    const path = join(cwd, "asyncapi", `${name}.asyncapi.yaml`);
    const text = await readFile(path, "utf8");
    const edited = typeof from === "string" ? text.replace(from, () => to) : text.replace(from, to);
    expect(edited, `${from} is in ${name}`).not.toBe(text);
    await writeFile(path, edited);
  }
  const { diagnostics } = await generate({ config: join(cwd, "asyncapi/insaka.config.json") }, { emit: false });
  return diagnostics;
}

describe("rules", () => {
  test("the example breaks none", async () => {
    expect(await judge(example, [])).toEqual([]);
  });

  test.each(rules.filter(({ id }) => !ofTheTopology.has(id)).map((rule) => [rule.id, rule] as const))(
    "%s",
    async (id, rule) => {
      const talks = breakingConversation[id];
      const diagnostics = await judge(
        ...(talks === undefined ? ([example, breaking[id] ?? []] as const) : ([conversation, talks] as const)),
      );
      const found = diagnostics.find(({ code }) => code === id);
      expect(found, JSON.stringify(diagnostics, null, 1)).toMatchObject({ severity: rule.severity });
      expect(found?.line).toBeGreaterThan(1);
      expect(found?.message).toMatch(/^[A-Z"].*\.$/s);
      expect(found?.hint).toMatch(/^[A-Z].*[.?]$/s);
    },
  );

  test("each has a name and a reason of its own, and no pair is left over", () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, purpose } of rules)
      expect([id, purpose]).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/\.$/)]);
    expect([...Object.keys(breaking), ...Object.keys(breakingConversation)].sort()).toEqual(
      ids.filter((id) => !ofTheTopology.has(id)).sort(),
    );
  });
});
