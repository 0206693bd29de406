import { readFileSync } from "node:fs";
import { proveChain, proveUpcast, startFunction, type UpcastOutcome, type UpcastWay } from "@insaka/generator";
import { sampleMessages, schemaArbitrary } from "@insaka/generator/samples";
import { refuse } from "@insaka/runtime/codegen/v1";
import type { JsonSchema, JsonValue, UpcastStep } from "@insaka/schema";
import { compileReaderView, compileUpcast, compileValidator } from "@insaka/schema";
import * as contracts from "@intellifin/contracts";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

/** Messages generated for each upcaster. */
const RUNS = 10_000;

type ByFunction = (payload: JsonValue) => JsonValue | object;

interface Version {
  readonly schema: JsonSchema;
  readonly upcast?: readonly UpcastStep[] | ByFunction;
}

interface Descriptor {
  readonly name: string;
  readonly versions: Readonly<Record<number, Version>>;
}

const descriptors = Object.values(contracts as unknown as Record<string, unknown>).filter(
  (value): value is Descriptor => typeof value === "object" && value !== null && "versions" in value && "name" in value,
);

/** Every way from a version to the next that the documents declare. */
const upgrades = descriptors.flatMap((message) =>
  Object.entries(message.versions)
    .filter(([, { upcast }]) => upcast !== undefined)
    .map(([version]) => ({ message, from: Number(version) - 1, to: Number(version) })),
);

/** What brands a refusal, whichever copy of the runtime made it. */
const [REFUSAL] = Object.getOwnPropertySymbols(refuse("", "")) as [symbol];

/** Applies steps or a function as the runtime does; undefined for a message that is refused. */
function compiled(upcast: Version["upcast"] = []): (value: JsonValue) => JsonValue | undefined {
  if (typeof upcast === "function") {
    return (value) => {
      const cast = upcast(structuredClone(value));
      return REFUSAL in (cast as object) ? undefined : (cast as JsonValue);
    };
  }
  const apply = compileUpcast(upcast);
  return (value) => {
    const cast = apply(value);
    return cast.ok ? cast.value : undefined;
  };
}

/** Applies one upgrade as a consumer does: read, upcast, validate. */
function upgrade({ message, from, to }: (typeof upgrades)[number]): (value: JsonValue) => JsonValue | undefined {
  const before = message.versions[from]!;
  const after = message.versions[to]!;
  const read = compileReaderView(before.schema);
  const upcast = compiled(after.upcast);
  const validate = compileValidator(after.schema);
  return (value) => {
    const seen = read(value);
    if (!seen.ok) throw new Error(`not in the reader view of version ${from}: ${JSON.stringify(seen.violations)}`);
    const cast = upcast(seen.value);
    if (cast === undefined) return undefined;
    expect(validate(cast), `${message.name} ${from} -> ${to} of ${JSON.stringify(value)}`).toEqual([]);
    return cast;
  };
}

test("every version after the oldest that is read has an upcaster; some are steps, one is a function", () => {
  const later = descriptors.flatMap(({ name, versions }) =>
    Object.keys(versions)
      .slice(1)
      .map((to) => `${name} ${Number(to) - 1} -> ${to}`),
  );
  expect(upgrades.map(({ message, from, to }) => `${message.name} ${from} -> ${to}`)).toEqual(later);
  expect(new Set(upgrades.map(({ message }) => message.name)).size).toBeGreaterThanOrEqual(5);
  const kinds = upgrades.map(({ message, to }) => typeof message.versions[to]!.upcast);
  expect(new Set(kinds)).toEqual(new Set(["object", "function"]));
});

/** What leads from a version to the next, as the check of the documents asks it: a function in a thread of its own. */
async function asked({ message, to }: (typeof upgrades)[number]): Promise<UpcastWay> {
  const { upcast = [] } = message.versions[to]!;
  if (typeof upcast !== "function") return upcast;
  const name = message.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  const file = `asyncapi/upcasters/${name}-v${to}.ts`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const started = await startFunction({ file, text });
  if (!started.ok) throw new Error(started.fault);
  onTestFinished(() => started.running.close());
  return started.running.upcast;
}

describe.each(upgrades.map((each) => [`${each.message.name} ${each.from} -> ${each.to}`, each] as const))(
  "%s",
  (name, each) => {
    const versionOf = (version: number) => ({ version, schema: each.message.versions[version]!.schema });

    test(`every message of the reader view comes out valid or is refused (${RUNS} generated)`, {
      timeout: 120_000,
    }, async () => {
      const upcast = await asked(each);
      const proof = await proveUpcast({ from: versionOf(each.from), to: versionOf(each.to), upcast, count: RUNS });
      process.stdout.write(`  ${name}: ${proof.valid} valid in version ${each.to}, ${proof.refused} refused\n`);
      expect(proof).toMatchObject({ counterexample: null, problem: null, proved: true });
      expect(proof.valid + proof.refused).toBeGreaterThanOrEqual(RUNS);
      expect(proof.distinct).toBeGreaterThan(RUNS / 2);
      // All refused would pass the property and help nobody.
      expect(proof.valid).toBeGreaterThan(RUNS / 50);
    });

    test("no message is changed by reading it, and the same comes out each time", () => {
      const apply = upgrade(each);
      fc.assert(
        fc.property(schemaArbitrary(each.message.versions[each.from]!.schema), (value) => {
          const before = structuredClone(value);
          const first = apply(value);
          expect(value).toEqual(before);
          expect(apply(value)).toEqual(first);
        }),
        { numRuns: 500 },
      );
    });
  },
);

const byFunction = upgrades.filter(({ message, to }) => typeof message.versions[to]!.upcast === "function");

test.each(byFunction.map((each) => [`${each.message.name} ${each.from} -> ${each.to}`, each] as const))(
  "%s: the check of the documents hears from the function what a consumer hears",
  async (_, each) => {
    const way = await asked(each);
    const { samples } = sampleMessages(each.message.versions[each.from]!.schema, { count: 2_000 });
    const messages = samples.map(({ read }) => read);
    const outcomes = typeof way === "function" ? await way(messages) : [];
    expect(new Set(outcomes.map((outcome) => outcome?.kind))).toEqual(new Set(["cast", "refused"]));
    expect(outcomes).toEqual(messages.map(upcastByFunction(each.message.versions[each.to]!.upcast as ByFunction)));
  },
);

/** Asks the function itself, with the runtime's own refusals. */
function upcastByFunction(upcast: ByFunction): (message: JsonValue) => UpcastOutcome {
  return (message) => {
    const returned = upcast(structuredClone(message)) as JsonValue | { pointer: string; reason: string };
    if (!(REFUSAL in (returned as object))) return { kind: "cast", value: returned as JsonValue };
    const { pointer, reason } = returned as { pointer: string; reason: string };
    return { kind: "refused", pointer, reason };
  };
}

const chains = descriptors
  .map((message) => ({ message, steps: upgrades.filter((each) => each.message === message) }))
  .filter(({ steps }) => steps.length > 0);

test("some chain leads over more than one version", () => {
  expect(chains.filter(({ steps }) => steps.length > 1).length).toBeGreaterThan(0);
});

test.each(chains.map((chain) => [chain.message.name, chain] as const))(
  "%s: the chain to the highest version does the same in one go as step by step",
  { timeout: 120_000 },
  async (name, { message, steps }) => {
    const from = steps[0]!.from;
    const versions = await Promise.all(
      steps.map(async (step) => {
        return { version: step.to, schema: message.versions[step.to]!.schema, upcast: await asked(step) };
      }),
    );
    const proof = await proveChain({ from: { version: from, schema: message.versions[from]!.schema }, versions });
    process.stdout.write(`  ${name} ${from} -> ${proof.to}: ${proof.valid} the same, ${proof.refused} refused\n`);
    expect(proof).toMatchObject({ counterexample: null, proved: true });
    expect(proof.generated).toBeGreaterThanOrEqual(RUNS);
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

describe("deductions that version 1 only counted", () => {
  const deductions = upgrades.find(({ message }) => message.name === "DeductionScheduled")!;
  const toVersion2 = upgrade(deductions);
  const units = (amount: string): bigint => BigInt(amount.replace(".", ""));
  const schedule = (total: string, instalments: number, firstMonth: string) => {
    const cast = toVersion2({
      deductionId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c30",
      loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
      applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
      employeeNumber: "20114873",
      total: { amount: total, currency: "ZMW" },
      instalments,
      firstMonth,
    }) as { schedule: { dueOn: string; amount: { amount: string } }[] } | undefined;
    return cast?.schedule.map(({ dueOn, amount }) => [dueOn, amount.amount]);
  };

  test("are written out, each on the last day of its month", () => {
    expect(schedule("1000.00", 4, "2027-11")).toEqual([
      ["2027-11-30", "250.00"],
      ["2027-12-31", "250.00"],
      ["2028-01-31", "250.00"],
      ["2028-02-29", "250.00"],
    ]);
    expect(schedule("0.01", 1, "2100-02")).toEqual([["2100-02-28", "0.01"]]);
    expect(schedule("999999999999999.99", 3, "0099-01")?.[0]).toEqual(["0099-01-31", "333333333333333.33"]);
  });

  test("are refused, not guessed, where they do not divide or leave the calendar", () => {
    expect(schedule("1000.00", 3, "2026-04")).toBeUndefined();
    expect(schedule("0.01", 2, "2026-04")).toBeUndefined();
    expect(schedule("12.00", 2, "9999-12")).toBeUndefined();
    expect(schedule("12.00", 1, "9999-12")).toEqual([["9999-12-31", "12.00"]]);
  });

  test("add up to their total, one for each that was counted, in the order of their days", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 14n }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 9_900 * 12 }),
        (each, count, month) => {
          const digits = (each * BigInt(count)).toString().padStart(3, "0");
          const total = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
          const first = `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
          const days = schedule(total, count, first) ?? [];
          expect(days).toHaveLength(count);
          expect(days.reduce((sum, [, amount]) => sum + units(amount!), 0n)).toBe(units(total));
          expect(days.map(([day]) => day)).toEqual(days.map(([day]) => day).sort());
          expect(new Set(days.map(([day]) => day!.slice(0, 7))).size).toBe(count);
        },
      ),
      { numRuns: RUNS / 10 },
    );
  });
});
