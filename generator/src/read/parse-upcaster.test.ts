import { describe, expect, test } from "vitest";
import { parseUpcaster } from "./parse-upcaster.js";

describe("parseUpcaster", () => {
  test.each([
    "export const upcast = (a) => a;",
    "export const upcast: Upcaster<A, B> = (a): B => a, other = 1;",
    "export function upcast<T>(a: T): T { return a; }",
    "const up = (a) => a; export { up as upcast };",
  ])("finds the function in %s", (text) => {
    expect(parseUpcaster(text)).toEqual({ imports: [], exportsUpcast: true });
  });

  test.each([
    "const upcast = (a) => a;",
    "export default function upcast(a) { return a; }",
    "export type upcast = string;",
    "export interface upcast {}",
    "type upcast = 1; export type { upcast };",
    "type upcast = 1; export { type upcast };",
    "export declare const upcast: string;",
    "export class upcast {}",
    "export enum upcast { A }",
    "export namespace upcast { export type A = 1; }",
  ])("finds none in %s", (text) => {
    expect(parseUpcaster(text)).toMatchObject({ exportsUpcast: false });
  });

  test("takes what stands in comments and texts for no import", () => {
    const text = 'import a from "a";\n// import "b"\n/* require("c") */ const d = `import("e")`, g = /import "h"/;';
    const parsed = parseUpcaster(text);
    expect("fault" in parsed ? [] : parsed.imports.map(({ specifier }) => specifier)).toEqual(["a"]);
  });

  test("takes no program: its first line would be carried below a header", () => {
    expect(parseUpcaster("#!/usr/bin/env node\nexport const upcast = (a) => a;")).toEqual({
      fault: "It begins like a program, with #!",
      position: { line: 1, column: 1 },
    });
  });

  test.each(["// @ts-nocheck", "/* @ts-ignore */", "// @ts-expect-error the shapes differ"])(
    "takes none that sends the compiler away by %s",
    (comment) => {
      expect(parseUpcaster(`\n  ${comment}\nexport const upcast = (old: unknown) => old;`)).toEqual({
        fault: "It tells the compiler not to check it",
        position: { line: 2, column: 3 },
      });
      expect(parseUpcaster("// not @ts-nocheck\nexport const upcast = 1;")).toHaveProperty("imports");
    },
  );

  test("tells where a text is no TypeScript", () => {
    expect(parseUpcaster("const a = 1;\nconst b = ;")).toEqual({
      fault: "Unexpected token",
      position: { line: 2, column: 11 },
    });
  });
});
