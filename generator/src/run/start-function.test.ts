import type { JsonSchema, JsonValue } from "@insaka/schema";
import { describe, expect, onTestFinished, test } from "vitest";
import { proveUpcast } from "../compat/proof/prove-upcast.js";
import type { UpcastOutcome } from "../compat/proof/upcast-outcome.js";
import { type FunctionLimits, startFunction } from "./start-function.js";

const HEAD = `import type { Upcaster } from "@insaka/runtime/codegen/v1";
import { refuse } from "@insaka/runtime/codegen/v1";
import type { LoanV1, LoanV2 } from "../generated/messages/loan.js";
`;

async function start(body: string, limits: Partial<FunctionLimits> = {}) {
  const text = `${HEAD}export const upcast: Upcaster<LoanV1, LoanV2> = ${body};`;
  return await started(text, limits);
}

async function started(text: string, limits: Partial<FunctionLimits> = {}) {
  const function_ = await startFunction({ file: "asyncapi/upcasters/loan-v2.ts", text }, limits);
  if (!function_.ok) throw new Error(function_.fault);
  onTestFinished(() => function_.running.close());
  return function_.running;
}

const answers = async (body: string, ...messages: JsonValue[]) => await (await start(body)).upcast(messages);
const cast = (value: JsonValue): UpcastOutcome => ({ kind: "cast", value });
const failed = (fault: string, detail: unknown = expect.any(String)) => ({ kind: "failed", fault, detail });

describe("a function", () => {
  test("answers to each message, in order, without its types", async () => {
    const body = "(old: LoanV1): LoanV2 => ({ total: (old as any).amount * 2 })";
    expect(await answers(body, { amount: 1 }, { amount: 2 })).toEqual([cast({ total: 2 }), cast({ total: 4 })]);
  });

  test("refuses, by returning or by throwing", async () => {
    const body = '(old) => { if (old.a) return refuse("/a", "no"); throw refuse("/b", "never"); }';
    expect(await answers(body, { a: 1 }, {})).toEqual([
      { kind: "refused", pointer: "/a", reason: "no" },
      { kind: "refused", pointer: "/b", reason: "never" },
    ]);
  });

  test("is told what it threw", async () => {
    const [outcome] = await answers("(old) => old.lines.length", {});
    expect(outcome).toEqual(
      failed("threw", "The upcaster threw TypeError: Cannot read properties of undefined (reading 'length')."),
    );
    expect(await answers("() => { throw 7; }", {})).toEqual([failed("threw", "The upcaster threw a number.")]);
  });

  test.each<[string, string, string]>([
    ["nothing", "() => undefined", "nothing"],
    ["a promise", "async () => ({})", "a promise"],
    ["a promise that fails", 'async () => { throw new Error("x"); }', "a promise"],
    ["a date", "() => ({ on: new Date() })", "what is no JSON"],
    ["a bigint", "() => ({ amount: 1n })", "what is no JSON"],
    ["no number", "() => ({ amount: Number.NaN })", "what is no JSON"],
    ["a circle", "() => { const made: any = {}; made.self = made; return made; }", "what is no JSON"],
    ["a prototype in disguise", "() => JSON.parse('{\"__proto__\":{}}')", "what is no JSON"],
  ])("that returns %s does not answer", async (_, body, what) => {
    expect(await answers(body, {})).toEqual([failed("not-json", `The upcaster returned ${what}.`)]);
  });

  test("may change what it is given: it is a copy", async () => {
    const message = { lines: [{ a: 1 }] };
    expect(await answers("(old) => { old.lines.push(7); return old; }", message)).toEqual([
      cast({ lines: [{ a: 1 }, 7] }),
    ]);
    expect(message).toEqual({ lines: [{ a: 1 }] });
  });

  test("keeps the sign of zero and names that are none", async () => {
    const odd = JSON.parse('{"__proto__":{"a":1},"zero":-0}');
    expect(await answers("({ zero }) => ({ zero })", odd)).toEqual([cast({ zero: -0 })]);
    expect(await answers("(old) => ({ names: Object.keys(old) })", odd)).toEqual([
      cast({ names: ["__proto__", "zero"] }),
    ]);
  });

  test.each(["process", "require('fs')", "fetch", "globalThis.setTimeout.name", "new Function('return 1')()"])(
    "cannot reach %s",
    async (reached) => {
      expect(await answers(`() => ({ reached: typeof ${reached}, really: ${reached} })`, {})).toEqual([
        failed("threw"),
      ]);
    },
  );

  test("has room for many large messages", async () => {
    const messages = Array.from({ length: 300 }, (_, index) => ({
      lines: Array.from({ length: 500 }, (_, line) => ({ text: `line ${line} of ${index}`, amount: line / 100 })),
    }));
    const { upcast } = await start("({ lines }) => ({ count: lines.length, lines })");
    expect(await upcast(messages)).toEqual(messages.map(({ lines }) => cast({ count: 500, lines })));
  });

  test("can use what the language has, and structuredClone", async () => {
    const body = '(old) => { console.log("seen"); return structuredClone([...new Set(old)].map(String)); }';
    expect(await answers(body, [1, 1, 2])).toEqual([cast(["1", "2"])]);
  });
});

describe("an answer that is not always the same", () => {
  test.each([
    ["by the clock", "() => ({ on: new Date().toISOString().slice(0, 4) })"],
    ["by the clock in numbers", "() => ({ on: Math.floor(Date.now() / 1e11) })"],
    ["by the clock in text", "() => ({ on: Date().slice(11, 15) })"],
    ["by chance", "() => ({ id: Math.random() < 0.5 })"],
  ])("%s is found", async (_, body) => {
    expect(await answers(body, {})).toEqual([failed("undetermined")]);
  });

  test("by the messages before is found", async () => {
    const running = await started("let count = 0;\nexport const upcast = () => ({ count: count++ });");
    expect(await running.upcast([{}, {}])).toEqual([
      failed(
        "undetermined",
        'The upcaster answered differently when it was asked again: {"kind":"cast","value":{"count":0}}, then {"kind":"cast","value":{"count":1}}.',
      ),
      failed("undetermined"),
    ]);
  });

  test("is not seen where a day is read from the message", async () => {
    const body = "(old) => ({ year: new Date(old.on).getUTCFullYear() })";
    expect(await answers(body, { on: "2026-11-25" })).toEqual([cast({ year: 2026 })]);
  });
});

describe("a function that does not come to an end", () => {
  const endless = "(old) => { while (old.stop !== true); return old; }";

  test("is ended, and the message that caused it is named; it can be asked again", async () => {
    const { upcast } = await start(endless, { batchMs: 300, messageMs: 0 });
    expect(await upcast([{ stop: true }, { stop: false }, { stop: true }])).toEqual([
      undefined,
      failed("endless", "The upcaster did not come to an end within 300 ms."),
      undefined,
    ]);
    expect(await upcast([{ stop: true }])).toEqual([cast({ stop: true })]);
  });

  test.each([
    ["in a list", "const kept = []; while (old.much) kept.push({ old });"],
    ["in a map", "const kept = new Map(); for (let i = 0; old.much; i++) kept.set(i, i);"],
    ["in an object", 'const kept: any = {}; for (let i = 0; old.much; i++) kept["a" + i] = i;'],
  ])("is ended when it takes too much memory %s", async (_, hog) => {
    const { upcast } = await start(`(old) => { ${hog} return old; }`, { batchMs: 60_000 });
    expect(await upcast([{ much: 0 }, { much: 1 }])).toEqual([
      undefined,
      failed("memory", "The upcaster took more memory than it may have."),
    ]);
    expect(await upcast([{ much: 0 }])).toEqual([cast({ much: 0 })]);
  });

  test("is ended while it loads", async () => {
    const text = "for (;;);\nexport const upcast = () => 1;";
    const found = await startFunction({ file: "a.ts", text }, { loadMs: 500 });
    expect(found).toEqual({
      ok: false,
      fault: "The upcaster cannot be loaded. The upcaster did not come to an end within 500 ms.",
    });
  });
});

test.each<[string, string, string]>([
  ["no TypeScript", "export const = 1;", 'The upcaster is no TypeScript: Expected identifier but found "=".'],
  [
    "without upcast",
    "export const other = 1;",
    "The upcaster cannot be loaded: the file exports no function called upcast.",
  ],
  ["that throws", 'throw new Error("bad day");', "The upcaster cannot be loaded: bad day."],
  [
    "with another module",
    'import { x } from "node:fs";\nexport const upcast = () => x;',
    'The upcaster cannot be loaded: an upcaster can import "@insaka/runtime/codegen/v1", and not "node:fs".',
  ],
])("a file that is %s is told as such", async (_, text, fault) => {
  expect(await startFunction({ file: "a.ts", text })).toEqual({ ok: false, fault });
});

test("of the seam nothing but refuse can be used, and that is said", async () => {
  const text = 'import { consumer } from "@insaka/runtime/codegen/v1";\nexport const upcast = () => consumer();';
  const { upcast } = await started(text);
  expect(await upcast([{}])).toEqual([
    failed(
      "threw",
      'The upcaster threw Error: of "@insaka/runtime/codegen/v1" an upcaster can use refuse, and not consumer.',
    ),
  ]);
});

describe("the proof of a function", () => {
  const before: JsonSchema = {
    type: "object",
    required: ["months"],
    properties: { months: { type: "integer", minimum: 1, maximum: 60 }, note: { type: "string" } },
  };
  const after: JsonSchema = {
    type: "object",
    required: ["years"],
    properties: { years: { type: "integer", minimum: 1, maximum: 5 } },
  };
  const prove = async (body: string, limits: Partial<FunctionLimits> = {}) => {
    const { upcast } = await start(body, limits);
    const [from, to] = [
      { version: 1, schema: before },
      { version: 2, schema: after },
    ];
    return await proveUpcast({ from, to, upcast, count: 1_000 });
  };

  test("holds where it answers or refuses", async () => {
    const body = '({ months }) => (months % 12 === 0 ? { years: months / 12 } : refuse("/months", "no whole years"))';
    const proof = await prove(body);
    expect(proof).toMatchObject({ proved: true, generated: 1_000 });
    expect(proof.refusals).toMatchObject([{ pointer: "/months", reason: "no whole years", count: proof.refused }]);
  });

  test.each<[string, string, object]>([
    [
      "an invalid answer",
      "({ months }) => ({ years: Math.round(months / 12) })",
      { wrong: "invalid", message: { months: 1 }, upcasted: { years: 0 } },
    ],
    [
      "an answer of the wrong type",
      "({ months }) => ({ years: months > 30 ? String(months) : 1 })",
      { wrong: "invalid", message: { months: 31 }, upcasted: { years: "31" } },
    ],
    ["a throw", "({ note }) => ({ years: note.length > 0 ? 1 : 1 })", { wrong: "threw", message: { months: 1 } }],
    [
      "another answer each time",
      "({ months }) => ({ years: months > 40 ? (Math.random() > 0.5 ? 1 : 2) : 1 })",
      { wrong: "undetermined", message: { months: 41 } },
    ],
    [
      "a loop without end",
      "({ note, months }) => { while (note !== undefined); return { years: 1 }; }",
      { wrong: "endless", message: { months: 1, note: "" } },
    ],
  ])("shows %s with a small message", async (_, body, counterexample) => {
    const endless = Object.values(counterexample).includes("endless");
    const proof = await prove(body, endless ? { batchMs: 500, messageMs: 1 } : {});
    expect(proof).toMatchObject({ proved: false, problem: { kind: "wrong" }, counterexample });
  });
});
