import { generatedHeader, template } from "./templates.js";

/** What stands in a generated TypeScript file of messages or services, in this order. */
export interface FileContent {
  /** The document and place that the file follows from, as shown to people. */
  readonly source: string;
  readonly imports: readonly string[];
  /** Declarations; an empty line stands before each. */
  readonly parts: readonly string[];
}

const frame = template<FileContent & { readonly header: string }>(`{{header}}
// source: {{source}}
{{#each imports}}
{{this}}
{{/each}}
{{#each parts}}

{{this}}
{{/each}}
`);

/** The text of a generated TypeScript file. */
export function fileText({ source, imports, parts }: FileContent): string {
  return frame({ header: generatedHeader, source, imports, parts: parts.map((part) => part.trimEnd()) });
}
