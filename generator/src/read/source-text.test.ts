import { describe, expect, test } from "vitest";
import { parseSource, type SourceText } from "./source-text.js";

function parsed(text: string): SourceText {
  const result = parseSource(text);
  if (!("position" in result)) throw new Error(JSON.stringify(result));
  return result;
}

describe("parseSource", () => {
  const yaml = "a:\n  b: [1, { c: two }]\n  'd/e': x\nbase: &base { f: 1 }\nuses: *base\nmerged: { <<: *base, g: 2 }\n";

  test.each<[string, "key" | "value", number, number]>([
    ["", "value", 1, 1],
    ["/a", "key", 1, 1],
    ["/a/b", "key", 2, 3],
    ["/a/b", "value", 2, 6],
    ["/a/b/0", "key", 2, 7],
    ["/a/b/1/c", "key", 2, 12],
    ["/a/b/1/c", "value", 2, 15],
    ["/a/d~1e", "value", 3, 10],
    ["/uses/f", "key", 4, 15],
  ])("tells where %s stands (%s)", (pointer, part, line, column) => {
    expect(parsed(yaml).position(pointer, part)).toEqual({ line, column });
  });

  test("what is not there stands at the nearest place above", () => {
    expect(parsed(yaml).position("/a/b/1/nothing/below", "value")).toEqual({ line: 2, column: 10 });
  });

  test("merge keys and aliases give plain values", () => {
    expect(parsed(yaml).value).toMatchObject({ uses: { f: 1 }, merged: { f: 1, g: 2 } });
  });

  test("JSON is read too", () => {
    const json = parsed('{\n  "a": { "b": [true, null] }\n}');
    expect(json.value).toEqual({ a: { b: [true, null] } });
    expect(json.position("/a/b/1", "value")).toEqual({ line: 2, column: 22 });
  });

  test.each([
    ["a: 1\nb: { __proto__: { x: 1 } }\n", 2, 6],
    ['{ "a": [{ "\\u005f_proto__": 1 }] }', 1, 11],
    ["a: &p __proto__\nb: { *p : 1 }\n", 2, 6],
  ])("refuses the key __proto__ in %j at its place", (text, line, column) => {
    expect(parseSource(text)).toMatchObject([{ code: "key-forbidden", position: { line, column } }]);
  });

  test("the text __proto__ is a value like any other", () => {
    expect(parsed("a: __proto__").value).toEqual({ a: "__proto__" });
  });

  test.each([
    ["a: 1\na: 2\n", 2, 1, /"a" stands twice in one mapping, first on line 1/],
    ["a: [1, 2\nb: 3\n", 2, 1, /must be sufficiently indented/],
    ["a: 1\n---\nb: 2\n", 2, 1, /multiple documents/i],
    ["a: &x { b: [*x] }\n", 1, 1, /within its own anchor/],
  ])("refuses %j at its place", (text, line, column, message) => {
    const problems = parseSource(text);
    expect(problems).toMatchObject([{ code: "document-not-parsed", position: { line, column } }]);
    expect((problems as readonly { message: string }[])[0]?.message).toMatch(message);
  });

  test.each([
    ["brackets", "[".repeat(5_000_000)],
    ["braces", '{"a":'.repeat(800_000)],
    ["list markers", `${"- ".repeat(1_000_000)}x`],
    ["deep blocks", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ])("refuses nesting by %s", (_, text) => {
    expect(parseSource(text)).toMatchObject([{ code: "document-too-deep" }]);
  });

  test("refuses a mapping of more keys than anybody writes", () => {
    const keys = Array.from({ length: 5001 }, (_, index) => `k${index}: 1`).join("\n");
    expect(parseSource(keys)).toMatchObject([
      { code: "document-too-large", message: expect.stringMatching(/5001 keys/) },
    ]);
  });
});
