/** Upcasters in the check: functions that are right, wrong or endless, and chains that differ. */
import type { CompatReport } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { change, type Edit, failing, reportOf } from "./changes.js";

const file = "upcasters/deduction-scheduled-v2.ts";

function ofFunction(...edits: readonly Edit[]): Promise<CompatReport> {
  return change(edits, [], "function-upcaster").then((made) => reportOf(made));
}

const body = 'return "amount" in monthly ? { monthly } : monthly;';

describe("a function", () => {
  test("whose file changes is proved again, and refusals are counted", async () => {
    const { findings, proofs } = await ofFunction([file, /$/, "\n// Looked over once more.\n"]);
    expect(failing(findings)).toEqual([]);
    const [proof] = proofs;
    expect(proof).toMatchObject({ message: "DeductionScheduled", from: 1, to: 2, proved: true });
    expect(proof?.generated).toBeGreaterThanOrEqual(10_000);
    expect((proof?.valid ?? 0) + (proof?.refused ?? 0)).toBe(proof?.generated);
    expect(Math.min(proof?.valid ?? 0, proof?.refused ?? 0)).toBeGreaterThan(0);
  });

  test("that answers with what the next version refuses breaks, and shows the message", async () => {
    const { findings, proofs } = await ofFunction([file, body, "return { monthly: old.months } as never;"]);
    expect(proofs).toMatchObject([{ proved: false }]);
    const found = findings.find(({ rule }) => rule === "upcaster-unproved");
    expect(found).toMatchObject({ weight: "breaking", version: 2, summary: expect.stringMatching(/is not proved: /) });
    expect(found?.witness?.value).toHaveProperty("months");
    expect(found?.witness?.violations.length).toBeGreaterThan(0);
  });

  test("that throws is not proved", async () => {
    const { findings } = await ofFunction([file, body, "throw new Error('no');"]);
    expect(failing(findings)).toContain("upcaster-unproved");
  });

  test("that never ends is stopped, and is not proved", { timeout: 120_000 }, async () => {
    const { findings } = await ofFunction([file, body, "for (;;) monthly;"]);
    const found = findings.find(({ rule }) => rule === "upcaster-unproved");
    expect(found?.summary).toMatch(/did not come to an end/);
  });
});

test("a name that is left behind and gets another meaning two versions later: the chain differs", async () => {
  const sender = "loan-origination";
  // Version 2 drops `amount` but no step removes it; version 3 means something else by that name.
  const steps = /x-upcast:\n(?: {8}-.*\n)+/;
  const third = `
    LoanApprovedV3:
      name: LoanApproved
      description: A loan has been approved.
      x-version: 3
      x-status: draft
      x-upcast: []
      x-owner: lending
      x-retention: transaction
      payload: { type: object, required: [loanId], properties: { loanId: { type: string }, amount: { type: number } } }
`;
  const without: Edit = [sender, "required: [loanId, principal]", "required: [loanId]"];
  const { findings } = await reportOf(
    await change([[sender, /\n?$/, third]], [[sender, steps, "x-upcast: []\n"], without]),
  );
  const found = findings.filter(({ rule }) => rule === "upcaster-chain-differs");
  expect(found).toMatchObject([{ weight: "breaking", message: "LoanApproved", version: 3 }]);
  expect(found[0]?.summary).toMatch(/^From LoanApproved 1 to 3, .* comes out differently\.$/);
  const removes: Edit = [
    sender,
    "x-upcast: []\n      x-owner",
    "x-upcast: [ remove: { path: /amount } ]\n      x-owner",
  ];
  const mended = await reportOf(
    await change([[sender, /\n?$/, third]], [[sender, steps, "x-upcast: []\n"], without, removes]),
  );
  expect(mended.findings.filter(({ rule }) => rule === "upcaster-chain-differs")).toEqual([]);
});
