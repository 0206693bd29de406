import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, it } from "vitest";

const ENTRY = fileURLToPath(new URL("index.ts", import.meta.url));

it("runs where there is nothing of Node: bundled for a browser, in a bare context", async () => {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "engine",
    conditions: ["@insaka/source"],
    logLevel: "silent",
  });
  const context = createContext({});
  runInContext(outputFiles[0]?.text ?? "", context);
  const ask = (lhs: unknown, rhs: unknown): unknown =>
    JSON.parse(
      runInContext(`JSON.stringify(engine.isSubset(${JSON.stringify(lhs)}, ${JSON.stringify(rhs)}))`, context),
    );
  expect(ask({ const: 1 }, { type: "integer" })).toEqual({ verdict: "subset" });
  expect(ask({ type: "string" }, { pattern: "^\\p{L}*$" })).toEqual({ verdict: "not-subset", witness: "0" });
  expect(ask({ $ref: "#/definitions/a", definitions: { a: { type: "object" } } }, { required: ["a"] })).toEqual({
    verdict: "not-subset",
    witness: {},
  });
  expect(ask({ $ref: "http://x.test/y" }, true)).toMatchObject({ verdict: "undecided" });
});
