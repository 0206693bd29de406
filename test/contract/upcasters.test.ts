import type { JsonValue } from "@insaka/schema";
import { compileReaderView, compileUpcast, compileValidator } from "@insaka/schema";
import * as contracts from "@intellifin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schemaArbitrary } from "../support/schema-arbitrary.js";

/** Messages generated for each upcaster. */
const RUNS = 10_000;

interface Descriptor {
  readonly name: string;
  readonly versions: Readonly<Record<number, { readonly schema: never; readonly upcast?: readonly never[] }>>;
}

const descriptors = Object.values(contracts as unknown as Record<string, unknown>).filter(
  (value): value is Descriptor => typeof value === "object" && value !== null && "versions" in value && "name" in value,
);

/** Every step from a version to the next that the documents declare. */
const upgrades = descriptors.flatMap((message) =>
  Object.keys(message.versions)
    .map(Number)
    .sort((a, b) => a - b)
    .slice(1)
    .map((to) => ({ message, from: to - 1, to })),
);

/** Applies one upgrade as a consumer does: read, upcast, validate. */
function upgrade({ message, from, to }: (typeof upgrades)[number]): (value: JsonValue) => JsonValue | undefined {
  const before = message.versions[from]!;
  const after = message.versions[to]!;
  const read = compileReaderView(before.schema);
  const upcast = compileUpcast(after.upcast ?? []);
  const validate = compileValidator(after.schema);
  return (value) => {
    const seen = read(value);
    if (!seen.ok) throw new Error(`not in the reader view of version ${from}: ${JSON.stringify(seen.violations)}`);
    const cast = upcast(seen.value);
    if (!cast.ok) return undefined;
    expect(validate(cast.value), `${message.name} ${from} -> ${to} of ${JSON.stringify(value)}`).toEqual([]);
    return cast.value;
  };
}

test("at least two messages have an upcaster", () => {
  expect(new Set(upgrades.map(({ message }) => message.name)).size).toBeGreaterThanOrEqual(2);
});

describe.each(upgrades.map((each) => [`${each.message.name} ${each.from} -> ${each.to}`, each] as const))(
  "%s",
  (name, each) => {
    test(`every message of the reader view comes out valid or is refused (${RUNS} generated)`, {
      timeout: 120_000,
    }, () => {
      const apply = upgrade(each);
      let accepted = 0;
      let refused = 0;
      const source = schemaArbitrary(each.message.versions[each.from]!.schema, { reader: true });
      fc.assert(
        fc.property(source, (value) => {
          if (apply(value) === undefined) refused += 1;
          else accepted += 1;
        }),
        { numRuns: RUNS },
      );
      process.stdout.write(`  ${name}: ${accepted} valid in version ${each.to}, ${refused} refused\n`);
      // All refused would pass the property and help nobody.
      expect(accepted).toBeGreaterThan(RUNS / 50);
    });

    test("no message is changed by reading it", () => {
      const apply = upgrade(each);
      fc.assert(
        fc.property(schemaArbitrary(each.message.versions[each.from]!.schema), (value) => {
          const before = structuredClone(value);
          apply(value);
          expect(value).toEqual(before);
        }),
        { numRuns: 500 },
      );
    });
  },
);

/** Exact by hand: what the documents promise, value by value. */
describe("amounts", () => {
  const toVersion2 = upgrade(upgrades.find(({ message }) => message.name === "LoanApproved")!);
  const amount = (value: number) => {
    const { loanId, applicationId, phone } = {
      loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
      applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
      phone: "+260971234567",
    };
    return (toVersion2({ loanId, applicationId, phone, amount: value }) as { principal?: unknown } | undefined)
      ?.principal;
  };

  test.each([
    [1234.5, "1234.50"],
    [1234.56, "1234.56"],
    [1, "1.00"],
    [0.01, "0.01"],
    [1234567890123.45, "1234567890123.45"],
  ])("%d becomes %s kwacha", (value, text) => {
    expect(amount(value)).toEqual({ amount: text, currency: "ZMW" });
  });

  test.each([1234.565, 0.1 + 0.2, 1e-7, 1e21, 2 ** 53, 90071992547409.9])(
    "%d has no exact form and is refused, not guessed",
    (value) => {
      expect(amount(value)).toBeUndefined();
    },
  );
});
