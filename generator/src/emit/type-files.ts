import { describe, docComment } from "./doc-comment.js";
import { type Emitter, inContracts } from "./emitter.js";
import { declareType } from "./payload-type.js";
import { generatedHeader, template } from "./templates.js";

const frame = template<{
  readonly header: string;
  readonly source: string;
  readonly imports: readonly string[];
  readonly declaration: string;
}>(`{{header}}
// source: {{source}}
{{#each imports}}
{{this}}
{{/each}}

{{declaration}}`);

/** One file for each schema that several places share. */
export const typeFiles: Emitter = {
  name: "types",
  async emit(model, target) {
    const shared = new Map(model.types.map(({ name, documented }) => [name, documented]));
    const types = { shared, memory: target.memory };
    const fileNames = new Map(model.types.map(({ name, fileName }) => [name, fileName]));
    const files = new Map<string, string>();
    for (const { name, fileName, documented, source } of model.types) {
      const declared = await declareType(name, documented, types);
      const facts = typeof documented === "boolean" ? {} : documented;
      const text = frame({
        header: generatedHeader,
        source: `${source.file}#${source.pointer}`.replace(/[\r\n\u2028\u2029]+/g, " "),
        imports: declared.imports
          .filter((imported) => imported !== name)
          .map((imported) => `import type { ${imported} } from "./${fileNames.get(imported)}.js";`),
        declaration: docComment(describe(facts.description, facts.deprecated === true)) + declared.text,
      });
      files.set(inContracts(target, `types/${fileName}.ts`), text);
    }
    return files;
  },
};
