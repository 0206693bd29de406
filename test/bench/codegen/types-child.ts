import { readFileSync } from "node:fs";
import type { TypesAlone } from "./types-alone.js";

/** Makes the types of schemas, one after the other, as a program that uses the tool would. */
type MakeTypes = (schemas: readonly object[]) => Promise<void>;

const tools: Readonly<Record<string, () => Promise<MakeTypes>>> = {
  "json-schema-to-typescript": async () => {
    const { compile } = await import("json-schema-to-typescript");
    return async (schemas) => {
      for (const schema of schemas) await compile(schema, "Payload", { bannerComment: "", format: false });
    };
  },
  "@asyncapi/modelina": async () => {
    const { TypeScriptGenerator } = await import("@asyncapi/modelina");
    const generator = new TypeScriptGenerator({ modelType: "interface", enumType: "union", rawPropertyNames: true });
    return async (schemas) => {
      for (const schema of schemas)
        await generator.generate({ $schema: "http://json-schema.org/draft-07/schema#", $id: "Payload", ...schema });
    };
  },
};

/** A process of its own that prints what a tool took for the schemas of a file, as JSON; an empty object where it is not installed. */
async function main(tool: string, file: string): Promise<TypesAlone | object> {
  const schemas = JSON.parse(readFileSync(file, "utf8")) as readonly object[];
  const began = performance.now();
  const make = await tools[tool]?.().catch((error: { readonly code?: string }) => {
    if (error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  });
  if (make === undefined) return {};
  const importMs = performance.now() - began;
  const before = process.cpuUsage();
  const start = performance.now();
  await make(schemas);
  const { user, system } = process.cpuUsage(before);
  const wallMs = performance.now() - start;
  return { importMs, wallMs, cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
}

const [, , tool = "", file = ""] = process.argv;
console.log(JSON.stringify(await main(tool, file)));
