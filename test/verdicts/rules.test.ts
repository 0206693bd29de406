/** Each rule of the check has an edit of the example that breaks it, and one that comes near and does not. */
import { compatRules } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { type Edit, findingsOf } from "./changes.js";

const [sender, receiver, config] = ["loan-origination", "communications", "insaka.config.json"] as const;

const lines = {
  amount: "amount: { type: number }",
  required2: "required: [loanId, principal]",
  principal: "          principal: { $ref: './shared/types.yaml#/Money' }\n",
  v1: "x-version: 1\n      x-status: deprecated",
  v2: "x-version: 2\n      x-status: current",
  reads: "      LoanApprovedV2: { $ref: './loan-origination.asyncapi.yaml#/components/messages/LoanApprovedV2' }\n",
  readsV1: "      LoanApprovedV1: { $ref: './loan-origination.asyncapi.yaml#/components/messages/LoanApprovedV1' }\n",
  channelV1: "      LoanApprovedV1: { $ref: '#/components/messages/LoanApprovedV1' }\n",
  channelV2: "      LoanApprovedV2: { $ref: '#/components/messages/LoanApprovedV2' }\n",
  lists: "operations:\n  sendLoanApproved",
  upcast: / {6}x-upcast:\n(?: {8}-.*\n)+/,
} as const;

/** A third version, like the second but for what is put in. */
function third(status: string, upcast: string, payload: string): readonly Edit[] {
  const v3 = `
    LoanApprovedV3:
      name: LoanApproved
      description: A loan has been approved.
      x-version: 3
      x-status: ${status}
      ${upcast}
      x-owner: lending
      x-retention: transaction
      payload: ${payload}
`;
  return [
    [sender, /\n?$/, v3],
    [
      sender,
      lines.channelV2,
      `${lines.channelV2}      LoanApprovedV3: { $ref: '#/components/messages/LoanApprovedV3' }\n`,
    ],
  ];
}

const thirdPayload =
  "{ type: object, required: [loanId], properties: { loanId: { type: string }, total: { $ref: './shared/types.yaml#/Money' } } }";
const readsThird: Edit = [receiver, lines.reads, `${lines.reads}${lines.reads.replaceAll("V2", "V3")}`];
const makesThirdCurrent: readonly Edit[] = [
  [sender, lines.v2, lines.v2.replace("current", "deprecated")],
  [
    sender,
    "messages: [ { $ref: '#/channels/loanApproved/messages/LoanApprovedV2' } ]",
    "messages: [ { $ref: '#/channels/loanApproved/messages/LoanApprovedV3' } ]",
  ],
];

interface Pair {
  /** Edits of both sides. */
  readonly before?: readonly Edit[];
  readonly breaks: readonly Edit[];
  readonly keeps: readonly Edit[];
  readonly weight?: string;
}

const draft = third("draft", "x-upcast: [ rename: { path: /principal, to: total } ]", thirdPayload);

const pairs: Readonly<Record<string, Pair>> = {
  "released-reader-refuses": {
    breaks: [
      [
        sender,
        "nrc: { type: string, x-personal-data: identity }\n      examples: [{ name: approved, payload: { loanId: 0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03, principal",
        "nrc: { type: [string, 'null'], x-personal-data: identity }\n      examples: [{ name: approved, payload: { loanId: 0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03, principal",
      ],
    ],
    keeps: [[sender, lines.principal, `${lines.principal}          note: { type: string }\n`]],
  },
  "stored-message-refused": {
    breaks: [[sender, lines.amount, "amount: { type: number, minimum: 0 }"]],
    keeps: [[sender, lines.amount, "amount: { type: [number, string] }"]],
  },
  "undeclared-only": {
    breaks: [[sender, lines.principal, `${lines.principal}          note: { type: string }\n`]],
    keeps: [[sender, lines.principal, `${lines.principal}          note: {}\n`]],
    weight: "note",
  },
  "version-removed": {
    breaks: [
      [sender, /^ {4}LoanApprovedV1:[\s\S]*?(?=^ {4}LoanApprovedV2:)/m, ""],
      [sender, "      LoanApprovedV1: { $ref: '#/components/messages/LoanApprovedV1' }\n", ""],
      [receiver, lines.readsV1, ""],
      [sender, lines.upcast, ""],
    ],
    keeps: [[sender, "      description: A loan has been approved.\n", "      description: A loan was approved.\n"]],
  },
  "status-backward": {
    breaks: [[sender, lines.v2, lines.v2.replace("current", "draft")]],
    keeps: [[sender, lines.v2, lines.v2.replace("current", "deprecated")]],
  },
  "content-type-changed": {
    breaks: [[sender, "defaultContentType: application/json", "defaultContentType: application/cbor"]],
    keeps: [[sender, "version: 1.4.0", "version: 1.5.0"]],
  },
  "retention-shortened": {
    breaks: [[config, '"years": 10', '"years": 7']],
    keeps: [[config, '"years": 10', '"years": 12']],
  },
  "sent-before-read": {
    before: draft,
    breaks: [...makesThirdCurrent, [sender, "x-status: draft", "x-status: current"]],
    keeps: [...makesThirdCurrent, [sender, "x-status: draft", "x-status: current"], readsThird],
  },
  "reader-dropped-version": {
    breaks: [[receiver, lines.readsV1, ""]],
    keeps: [[receiver, "version: 2.1.0", "version: 2.2.0"]],
  },
  "readers-first": {
    before: [...draft, readsThird],
    breaks: [...makesThirdCurrent, [sender, "x-status: draft", "x-status: current"]],
    keeps: [[sender, "A loan has been approved.", "A loan was approved."]],
    weight: "note",
  },
  "retired-needed": {
    breaks: [
      [sender, lines.v1, lines.v1.replace("deprecated", "retired")],
      [sender, lines.channelV1, ""],
      [receiver, lines.readsV1, ""],
    ],
    keeps: [[sender, lines.v2, lines.v2.replace("current", "deprecated")]],
  },
  "upcaster-removed": {
    breaks: [[sender, lines.upcast, ""]],
    keeps: [[sender, "A loan has been approved.", "A loan was approved."]],
  },
  "upcaster-absent": {
    breaks: third("draft", "x-tags: none", thirdPayload),
    keeps: draft,
  },
  "upcaster-unproved": {
    breaks: third(
      "draft",
      "x-upcast: [ rename: { path: /principal, to: totals } ]",
      thirdPayload.replace("[loanId]", "[loanId, total]"),
    ),
    keeps: third(
      "draft",
      "x-upcast: [ rename: { path: /principal, to: total } ]",
      thirdPayload.replace("[loanId]", "[loanId, total]"),
    ),
  },
  "upcaster-changed": {
    breaks: [[sender, "value: ZMW, because", "value: USD, because"]],
    keeps: [[sender, "was sold in kwacha only", "knew no other currency"]],
    weight: "warning",
  },
};

/** Those whose faults stand in tests of their own: they need more than an edit. */
const elsewhere: ReadonlySet<string> = new Set(["views-differ", "upcaster-chain-differs"]);

describe("rules of the check", () => {
  const ids = compatRules.filter(({ family }) => family === "messages").map(({ id }) => id);

  test("each has a pair, and no pair is left over", () => {
    expect([...Object.keys(pairs), ...elsewhere].sort()).toEqual([...ids].sort());
  });

  test.each(Object.entries(pairs))(
    "%s",
    { timeout: 60_000 },
    async (id, { before = [], breaks, keeps, weight = "breaking" }) => {
      const found = (await findingsOf(breaks, before)).filter(({ rule }) => rule === id);
      expect(found.length, JSON.stringify(await findingsOf(breaks, before), null, 1)).toBeGreaterThan(0);
      expect(found[0]).toMatchObject({
        weight,
        summary: expect.stringMatching(/^[a-zA-Z].*[.]$/s),
        hint: expect.stringMatching(/^[A-Z].*[.]$/s),
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        at: {
          file: expect.stringMatching(/^(asyncapi|before)\//),
          line: expect.any(Number),
          column: expect.any(Number),
        },
      });
      expect((await findingsOf(keeps, before)).filter(({ rule }) => rule === id)).toEqual([]);
    },
  );
});
