import { describe, expect, test } from "vitest";
import { checkImports } from "./check-imports.js";
import { parseUpcaster } from "./parse-upcaster.js";

const file = "asyncapi/upcasters/a-v2.ts";

function check(text: string, generated: string | undefined): ReturnType<typeof checkImports> {
  const parsed = parseUpcaster(text);
  if ("fault" in parsed) throw new Error(parsed.fault);
  return checkImports({ file, text }, parsed.imports, generated);
}

describe("checkImports", () => {
  test.each<[string, string]>([
    ["contracts", "../../contracts/messages/a.js"],
    ["packages/generated/src", "../../packages/generated/src/messages/a.js"],
    ["asyncapi", "../messages/a.js"],
    ["asyncapi/upcasters/made", "./made/messages/a.js"],
    ["", "../../messages/a.js"],
    ["../out", "../../../out/messages/a.js"],
  ])("writes a generated type of the folder %j for its new place", (generated, specifier) => {
    const found = check(`import type { A } from "${specifier}";\n`, generated);
    expect(found.diagnostics).toEqual([]);
    expect(found.text).toBe('import type { A } from "../messages/a.js";\n');
    expect(found.imports).toEqual([{ target: "messages/a.js", line: 1, column: 24 }]);
  });

  test("keeps everything else of the text, quotes included", () => {
    const text = `// "../../c/messages/a.js"\r\nimport type { A } from '../../c/messages/a.js';\r\nimport type { B } from "../../c/types/b.js"; const s = "../../c/messages/a.js";\r\n`;
    expect(check(text, "c").text).toBe(
      `// "../../c/messages/a.js"\r\nimport type { A } from '../messages/a.js';\r\nimport type { B } from "../types/b.js"; const s = "../../c/messages/a.js";\r\n`,
    );
  });

  test.each([
    'import { A } from "../../c/messages/a.js";',
    'import type { A } from "../../c/index.js";',
    'import type { A } from "../../c/messages/../../secret.js";',
    'import type { A } from "../../cc/messages/a.js";',
    'import type { A } from "../../c/upcasters/b.js";',
    'import type { A } from "/c/messages/a.js";',
    'import type { A } from "@insaka/runtime";',
    'import fs from "\\x6eode:fs";',
    'import { type A } from "../../c/messages/a.js";',
    'import {} from "@insaka/runtime/codegen/v1";',
    'export type { A } from "../../c/messages/a.js";',
    'type A = typeof import("../../c/messages/a.js");',
    'const name = "a"; const a = import(name);',
    'const a = require("a");',
    '/// <reference types="node" />',
  ])("refuses %s", (text) => {
    const { diagnostics } = check(`\n${text}\n`, "c");
    expect(diagnostics).toMatchObject([{ code: "upcaster-import", file, line: 2 }]);
  });

  test("leaves relative imports unjudged where nothing will be written", () => {
    expect(check('import type { A } from "../../anywhere.js";', undefined).diagnostics).toEqual([]);
    expect(check('import { A } from "../../anywhere.js";', undefined).diagnostics).toHaveLength(1);
  });
});
