import { compile } from "json-schema-to-typescript";
import type { PayloadType, TypeGenerator } from "./payload-type.js";

/** What `insaka codegen --documents` writes. */
export const insaka: TypeGenerator = { name: "insaka", emit: async ({ emitted }) => emitted };

/** json-schema-to-typescript by itself, as its users have it: with its defaults. */
export const jsonSchemaToTypeScript: TypeGenerator = {
  name: "json-schema-to-typescript",
  async emit({ schema }: PayloadType) {
    const stated = typeof schema === "boolean" ? (schema ? {} : { not: {} }) : schema;
    // It edits what it is given.
    const text = await compile(structuredClone(stated) as object, "Payload", { bannerComment: "", format: false });
    return { files: new Map([["payload.ts", text]]), module: "payload.js", typeName: "Payload" };
  },
};
