/** Requests, replies, broadcasts and headers, each in its own direction. */
import type { CompatFinding } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { type Edit, failing, findingsOf } from "./changes.js";

const answerer = "loan-origination";

const say = (edits: readonly Edit[], before: readonly Edit[] = []): Promise<readonly CompatFinding[]> =>
  findingsOf(edits, before, "request-reply-and-broadcast");

const names = ({ parties }: CompatFinding): readonly string[] => parties.map(({ role, name }) => `${role} ${name}`);

const payload = {
  request: "{ type: object, required: [product], properties: { product: { type: string } } }",
  reply: "{ type: object, required: [applicationId], properties: { applicationId: { type: string } } }",
  broadcast: /(LoanRefusedV1:\n(?: {6}.*\n)*? {6}payload: .*)loanId: \{ type: string \}/,
} as const;

describe("a request is owned by who receives it", () => {
  test("what it demands anew, those who ask already do not send", async () => {
    const more = payload.request.replace("[product]", "[product, term]").replace("{ product:", "{ term: {}, product:");
    const found = await say([[answerer, payload.request, more]]);
    expect(failing(found)).toEqual(["stored-message-refused"]);
    expect(found[0]?.summary).toMatch(/^loan-origination .* would refuse a message of api-gateway /);
    expect(names(found[0] as CompatFinding)).toEqual(
      expect.arrayContaining(["sender api-gateway", "receiver loan-origination", "queue loan-origination.commands"]),
    );
  });

  test("what it allows anew, a build of before does not take; a name of its own breaks nobody", async () => {
    const wider = payload.request.replace("{ type: string }", "{ type: [string, integer] }");
    expect(failing(await say([[answerer, payload.request, wider]]))).toEqual(["released-reader-refuses"]);
    expect(
      failing(await say([[answerer, payload.request, payload.request.replace("{ product:", "{ term: {}, product:")]])),
    ).toEqual([]);
  });
});

describe("a reply is read by who asks", () => {
  test("what it may answer anew, those who ask already refuse", async () => {
    const wider = payload.reply.replace("{ type: string }", "{ type: [string, 'null'] }");
    const found = await say([[answerer, payload.reply, wider]]);
    expect(failing(found)).toEqual(["released-reader-refuses"]);
    expect(found[0]).toMatchObject({
      message: "LoanApplicationAccepted",
      version: 2,
      summary: expect.stringMatching(/^api-gateway .* would refuse a message of loan-origination /),
      witness: { value: { applicationId: null } },
    });
    expect(names(found[0] as CompatFinding)).toContain("receiver api-gateway");
  });

  test("what it promises anew, answers under way do not keep", async () => {
    const narrower = payload.reply.replace("{ type: string }", "{ type: string, minLength: 3 }");
    const found = await say([
      [answerer, payload.reply, narrower],
      [answerer, "{ payload: { applicationId: A-1 } }", "{ payload: { applicationId: A-11 } }"],
    ]);
    expect(failing(found)).toContain("stored-message-refused");
  });
});

test("what is broadcast reaches each instance: their queue is named, and what they refuse breaks", async () => {
  const found = await say([[answerer, payload.broadcast, "$1loanId: { type: [string, 'null'] }"]]);
  expect(failing(found)).toEqual(["released-reader-refuses"]);
  expect(found[0]?.message).toBe("LoanRefused");
  expect(names(found[0] as CompatFinding)).toEqual(
    expect.arrayContaining(["receiver api-gateway", "queue api-gateway.instance.{instance}"]),
  );
});

describe("headers", () => {
  const approved = /(LoanApprovedV1:\n {6}name: LoanApproved\n)/;
  const headers = (text: string): Edit => [answerer, approved, `$1      headers: ${text}\n`];
  const tenant = (required: boolean, type = "string"): string =>
    `{ type: object, ${required ? "required: [tenant], " : ""}properties: { tenant: { type: ${type} } } }`;

  test("a required header that is sent no more is missed by readers of before", async () => {
    const found = await say([[answerer, `      headers: ${tenant(true)}\n`, ""]], [headers(tenant(true))]);
    expect(failing(found)).toEqual(["released-reader-refuses"]);
    expect(found[0]?.summary).toMatch(/would refuse headers of loan-origination/);
    expect(found[0]?.witness?.value).toEqual({});
  });

  test("a header that becomes required is missing in what was sent", async () => {
    expect(failing(await say([headers(tenant(true))]))).toEqual(["stored-message-refused"]);
    const both = await say([[answerer, tenant(false), tenant(true)]], [headers(tenant(false))]);
    expect(failing(both)).toEqual(["stored-message-refused"]);
  });

  test("an optional header is safe to add and to take away; another type is not", async () => {
    expect(failing(await say([headers(tenant(false))]))).toEqual([]);
    expect(failing(await say([[answerer, `      headers: ${tenant(false)}\n`, ""]], [headers(tenant(false))]))).toEqual(
      [],
    );
    const other = await say([[answerer, tenant(false), tenant(false, "integer")]], [headers(tenant(false))]);
    expect(failing(other)).toEqual(["released-reader-refuses", "stored-message-refused"]);
  });

  test("headers of a trait are those of every message that has it", async () => {
    const trait = "common: { x-owner: lending, x-retention: loan }";
    const envelope = trait.replace(" }", `, headers: ${tenant(true)} }`);
    const found = await say([[answerer, trait, envelope]]);
    expect([...new Set(failing(found))]).toEqual(["stored-message-refused"]);
    const told = found.filter(({ weight }) => weight === "breaking").map(({ message, version }) => [message, version]);
    expect(told.sort()).toEqual([
      ["LoanApplicationAccepted", 1],
      ["LoanApplicationAccepted", 2],
      ["LoanApplicationRefused", 1],
      ["LoanApproved", 1],
      ["LoanRefused", 1],
      ["SubmitLoanApplication", 1],
    ]);
  });
});
