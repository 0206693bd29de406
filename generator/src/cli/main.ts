#!/usr/bin/env node
import { resolve } from "node:path";
import { generate, writeFiles } from "../index.js";

const started = performance.now();
const result = await generate({ config: resolve(process.argv[3] ?? "asyncapi/insaka.config.json") });
for (const { file, line, column, code, message, hint } of result.diagnostics) {
  console.log(`${file}:${line}:${column} ${code} ${message} ${hint}`);
}
if (result.output === undefined) process.exitCode = 100;
else console.log((await writeFiles(result.output)).map(({ path, state }) => `${state} ${path}`).join("\n"));
console.log(`${Math.round(performance.now() - started)} ms`);
