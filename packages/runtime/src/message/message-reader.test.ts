import { rename } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { message } from "./descriptor.js";
import { compileMessageReader } from "./message-reader.js";
import { refuse } from "./upcaster.js";

interface V2 {
  readonly amount: number;
}
interface V3 {
  readonly amount: string;
}
interface V4 {
  readonly principal: string;
}

const only = (name: string, type: string) => ({
  type: "object",
  required: [name],
  properties: { [name]: { type, maxLength: 6 } },
});

const facts = message<{ 2: V2; 3: V3; 4: V4 }, 4>({
  name: "LoanApproved",
  current: 4,
  route: { exchange: "loan-origination", routingKey: "loan.approved" },
  retired: [1],
  versions: {
    2: { status: "deprecated", schema: only("amount", "number") },
    3: {
      status: "deprecated",
      schema: only("amount", "string"),
      upcast: ({ amount }) => (amount < 0 ? refuse("/amount", "negative") : { amount: amount.toFixed(2) }),
    },
    4: {
      status: "current",
      schema: only("principal", "string"),
      upcast: [rename("/amount", "principal")],
    },
  },
});
const reader = compileMessageReader(facts, [2, 3, 4]);

describe("a reader of versions whose way up is partly a function", () => {
  test("chains functions and steps", () => {
    expect(reader.read(2, { amount: 12.5 })).toEqual({ ok: true, payload: { principal: "12.50" } });
  });

  test("says which version a function refused, and why", () => {
    expect(reader.read(2, { amount: -1 })).toEqual({
      ok: false,
      reason: "upcast-refused",
      detail: "to version 3, /amount: negative",
    });
  });

  test("holds what a function returns against its version's schema", () => {
    expect(reader.read(2, { amount: 1_234_567 })).toMatchObject({
      ok: false,
      reason: "upcast-refused",
      detail: "to version 3, /amount maxLength (found string)",
    });
  });

  test("knows which versions were retired", () => {
    expect([...reader.retired]).toEqual([1]);
  });

  test("does not start without the way up that its descriptor must have", () => {
    const without = { ...facts, versions: { ...facts.versions, 3: { status: "current" as const, schema: true } } };
    expect(() => compileMessageReader(without, [2, 3])).toThrow(/LoanApproved lacks an upcaster to version 3/);
  });
});
