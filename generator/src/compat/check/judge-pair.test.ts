import type { JsonSchema } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { isRefused, pairJudge } from "./judge-pair.js";
import { viewsOf } from "./schema-views.js";

const views = viewsOf("asserted");
const judge = (writer: JsonSchema, reader: JsonSchema) => pairJudge()(views(writer), views(reader));
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: "object",
  properties,
  required,
});
const text = { type: "string" } as const;

describe("a pair", () => {
  test("of equal schemas is safe, in whatever order its keys stand", () => {
    const verdict = judge({ type: "string", maxLength: 3 }, { maxLength: 3, type: "string" });
    expect(verdict.verdict === "safe" && verdict.undeclared()).toBeNull();
  });

  test("breaks with a message that the one may send and the other refuses", () => {
    expect(judge(object({ a: text }), object({ a: { type: "string", minLength: 1 } }))).toMatchObject({
      verdict: "breaking",
      value: { a: "" },
      violations: [{ pointer: "/a" }],
    });
  });

  test("that breaks by undeclared names alone is safe, and says so", () => {
    const closed = judge(object({ a: text }), object({ a: text, b: text }));
    const found = closed.verdict === "safe" ? closed.undeclared() : expect.fail(closed.verdict);
    expect(found).toMatchObject({ value: expect.any(Object), violations: [{ pointer: "/b" }] });
    // Where a document declares no name at all, any may be sent.
    expect(judge(object({}), object({ b: text })).verdict).toBe("breaking");
  });

  test("whose reader asserts a format that only a function checks is undecided, unless the writer promises the same", () => {
    const pattern: JsonSchema = object({ p: { type: "string", format: "regex" } });
    expect(judge(object({ p: text }), pattern).verdict).not.toBe("safe");
    expect(
      judge(
        object({ p: { type: "string", format: "regex" }, q: text }),
        object({ p: { type: "string", format: "regex" }, q: { type: ["string", "null"] } }),
      ),
    ).toMatchObject({ verdict: "safe" });
    expect(judge(object({ p: { const: "(" } }), pattern)).toMatchObject({
      verdict: expect.stringMatching(/breaking|undecided/),
    });
  });

  test("is judged once, however often it is asked for", () => {
    const judgePair = pairJudge();
    const [writer, reader] = [views(object({ a: text })), views(object({ a: { type: "integer" } }))];
    expect(judgePair(writer, reader)).toBe(judgePair(writer, reader));
  });
});

test("a message that the writer may not send refutes nothing", () => {
  const [writer, reader] = [views(object({ a: text })), views(object({ a: { type: "integer" } }))];
  expect(isRefused(writer, reader, { a: true })).toBeNull();
  expect(isRefused(writer, reader, {})).toBeNull();
  expect(isRefused(writer, reader, { a: "" })?.[0]?.pointer).toBe("/a");
});

test("equal schemas share their views, and different readings of a format do not", () => {
  expect(views({ type: "string", maxLength: 1 })).toBe(views({ maxLength: 1, type: "string" }));
  const schema = { type: "string", format: "uuid" } as const;
  expect(views(schema).validates()("x").length).toBe(1);
  const annotation = viewsOf("annotation");
  expect(annotation(schema).validates()("x")).toEqual([]);
  expect(annotation(schema).stated).toEqual({ type: "string" });
  expect(annotation(true)).toBe(annotation(true));
});
