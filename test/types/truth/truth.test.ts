import { fileURLToPath } from "node:url";
import type { JsonSchema, JsonValue } from "@insaka/schema";
import { describe, expect, it } from "vitest";
import { breaksOf } from "./breaks.js";
import { compileAssignments } from "./compile-assignments.js";
import { corpora, payloadDocument } from "./corpora.js";
import { insaka } from "./generators.js";
import { missedGoals } from "./goals.js";
import { instancesOf } from "./instances.js";
import type { EmittedType, PayloadType, TypeGenerator } from "./payload-type.js";
import { readPayloads } from "./read-payloads.js";
import { judgedPayloads, scoreTypes } from "./score.js";
import { validatorOf } from "./validator.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const LIMIT = 240_000;

const order: JsonSchema = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    state: { enum: ["open", "paid"] },
    lines: { type: "array", items: { type: "integer" } },
  },
};

function typed(text: string): EmittedType {
  return { files: new Map([["order.ts", text]]), module: "order.js", typeName: "Order" };
}

const payload = (emitted: EmittedType): PayloadType => ({
  id: "order",
  schema: order,
  written: [{ id: "a" }],
  emitted,
});
const generator: TypeGenerator = { name: "planted", emit: async ({ emitted }) => emitted };

async function scoreOf(text: string) {
  const { judged } = judgedPayloads([payload(typed(text))]);
  return scoreTypes(ROOT, "planted", generator, judged);
}

describe("instances", () => {
  it("are valid, and structurally invalid in one place each", () => {
    const validate = validatorOf(order);
    const breaks = breaksOf({ id: "a", state: "open", lines: [1] }, validate);
    expect(breaks).toEqual([
      7,
      { state: "open", lines: [1] },
      { id: 7, state: "open", lines: [1] },
      { id: "a", state: "no member of any enum", lines: [1] },
      { id: "a", state: "open", lines: 7 },
      { id: "a", state: "open", lines: ["another"] },
    ] satisfies JsonValue[]);
    const { valid, invalid } = instancesOf(order, [{ id: "written" }, { id: 1 }]);
    expect(valid[0]).toEqual({ id: "written" });
    expect(valid.length).toBeGreaterThan(5);
    expect(invalid.length).toBeGreaterThan(5);
    expect(valid.filter((value) => validate(value).length > 0)).toEqual([]);
    expect(invalid.filter((value) => validate(value).length === 0)).toEqual([]);
  });

  it("that somebody wrote are kept apart where a sender does not write them", () => {
    const { valid, outside } = instancesOf(order, [{ id: "a", undeclared: 1 }]);
    expect(outside).toEqual([{ id: "a", undeclared: 1 }]);
    expect(valid).not.toContainEqual({ id: "a", undeclared: 1 });
  });

  it("are no values that only a bound refuses", () => {
    expect(
      breaksOf({ a: "x" }, validatorOf({ properties: { a: { maxLength: 1, minLength: 1 } }, maxProperties: 1 })),
    ).toEqual([]);
  });
});

describe("the score", { timeout: LIMIT }, () => {
  const honest =
    'export interface Order { readonly id: string; readonly state?: "open" | "paid"; readonly lines?: readonly number[] }';

  it("of an honest type is full", async () => {
    const score = await scoreOf(honest);
    expect(score).toMatchObject({ refused: [], accepted: [], broken: [] });
    expect(missedGoals("plain", score)).toEqual([]);
  });

  it("of a type that refuses a valid instance says which, and why", async () => {
    const score = await scoreOf(honest.replace("state?", "state"));
    expect(score.refused).toContainEqual({
      id: "order",
      instance: { id: "a" },
      refusal: expect.stringMatching(/TS2741.*'state'/),
    });
    expect(score.accepted).toEqual([]);
    expect(missedGoals("plain", score)).toEqual([expect.stringContaining("of valid instances type-check")]);
  });

  it("of `any` is that nothing invalid is refused", async () => {
    const score = await scoreOf("// biome-ignore lint: planted\nexport type Order = any;");
    expect(score.refused).toEqual([]);
    expect(score.accepted).toHaveLength(score.invalid);
    expect(missedGoals("plain", score)).toEqual([expect.stringContaining("0.00 % of invalid instances do not")]);
  });

  it("tells of files that do not compile, and of a type that is not there", async () => {
    const broken = await scoreOf(`${honest}\nexport const a: string = 1;`);
    expect(broken.broken).toEqual([expect.stringMatching(/^order: error TS2322/)]);
    const nameless = await scoreOf(honest.replace("Order", "Another"));
    expect(nameless.broken).toEqual([expect.stringMatching(/^order: error TS\d+/)]);
    expect(missedGoals("rich", broken)).toHaveLength(1);
  });

  it("finds a goal missed where nothing was judged", () => {
    const none = {
      generator: "",
      corpus: "c",
      schemas: 0,
      valid: 0,
      invalid: 0,
      refused: [],
      accepted: [],
      broken: [],
      outside: { all: 0, accepted: 0 },
    };
    expect(missedGoals("plain", none)).toEqual(["c: nothing was judged"]);
  });

  it("holds each question apart from the others", async () => {
    const questions = [
      { emitted: typed("export type Order = string;"), instances: ["a", 1] },
      { emitted: typed("export type Order = number;"), instances: ["a", 1] },
    ];
    const answers = await compileAssignments(ROOT, questions);
    const verdicts = answers.map(({ refusals }) => refusals.map((refusal) => refusal === undefined));
    expect(verdicts).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

describe("our types", { timeout: LIMIT }, () => {
  it("take nothing from a document that means a type to the tool behind them", async () => {
    const schema = { type: "object", tsType: "Planted", properties: { a: { type: "string", tsType: "Planted" } } };
    const { payloads } = await readPayloads([payloadDocument("planted", schema)]);
    const { files, module } = payloads[0]!.emitted;
    const text = files.get(module.replace(".js", ".ts"))!;
    expect(text).toContain("readonly a?: string;");
    expect(text).not.toContain("Planted");
  });

  /** The smallest corpus of each kind, the second in part; `npm run test:types` has all of all. */
  it.each([
    ["qubership", 100],
    ["schemastore", 15],
  ])("tell the truth on %s", async (name, count) => {
    const { kind, read } = corpora.find((corpus) => corpus.name === name)!;
    const all = read(ROOT);
    const step = Math.ceil(all.length / count);
    const { payloads, refused } = await readPayloads(all.filter((_, index) => index % step === 0));
    expect(refused).toEqual([]);
    const { judged } = judgedPayloads(payloads);
    expect(judged.length).toBeGreaterThan(10);
    expect(missedGoals(kind, await scoreTypes(ROOT, name, insaka, judged))).toEqual([]);
  });
});
