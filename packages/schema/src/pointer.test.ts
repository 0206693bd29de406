import { describe, expect, it } from "vitest";
import { formatPointer, parsePointer, resolvePointer } from "./pointer.js";

describe("JSON pointers", () => {
  it.each([
    ["", []],
    ["/", [""]],
    ["/a~1b/0", ["a/b", "0"]],
    ["/a~01", ["a~1"]],
  ])("splits %j and joins it again", (pointer, tokens) => {
    expect(parsePointer(pointer)).toEqual(tokens);
    expect(formatPointer(tokens)).toBe(pointer);
  });

  it.each(["a", "/a~2", "/a~"])("refuses %j", (pointer) => {
    expect(() => parsePointer(pointer)).toThrow("is not a JSON pointer");
  });

  it.each(["/__proto__/x", "/constructor", "/a/prototype"])("refuses to name a prototype: %s", (pointer) => {
    expect(() => parsePointer(pointer)).toThrow("may not name");
  });

  it("finds own properties and elements only", () => {
    const value = { a: [{ b: 1 }] };
    expect(resolvePointer(value, ["a", "0", "b"])).toBe(1);
    expect(resolvePointer(value, ["toString"])).toBeUndefined();
    expect(resolvePointer(value, ["a", "length"])).toBeUndefined();
    expect(resolvePointer(value, ["a", "01"])).toBeUndefined();
  });
});
