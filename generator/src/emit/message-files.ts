import type { JsonSchema } from "@insaka/schema";
import type { ContractModel, Message, Version } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { literal, stringLiteral } from "./literal.js";
import { declareType } from "./payload-type.js";
import { type StepCall, stepCall } from "./step-call.js";

/** One file for each message: the types of its versions, and its descriptor. */
export const messageFiles: Emitter = {
  name: "messages",
  async emit(model, target) {
    const shared = new Map(model.types.map(({ name, documented }) => [name, documented]));
    const files = new Map<string, string>();
    for (const message of model.messages) {
      const text = await messageFile(model, message, shared);
      files.set(inContracts(target, `messages/${message.fileName}.ts`), text);
    }
    return files;
  },
};

async function messageFile(
  model: ContractModel,
  message: Message,
  shared: ReadonlyMap<string, JsonSchema>,
): Promise<string> {
  const declared = await Promise.all(
    message.versions.map(async (version) => {
      const type = await declareType(version.typeName, version.documented, shared);
      return { ...type, text: versionComment(message, version) + type.text };
    }),
  );
  const calls = message.versions.map(({ upcast }) =>
    (upcast?.steps ?? []).flatMap(({ step }) => (step === null ? [] : [stepCall(step)])),
  );
  const values = new Set(["message", ...calls.flat().map(({ name }) => name)]);
  const imports = new Set(declared.flatMap((type) => type.imports));
  return fileText({
    source: sourceLine(message),
    imports: [
      `import { ${[...values].sort().join(", ")} } from "@insaka/runtime/codegen/v1";`,
      'import type { JsonSchema, MessageDescriptor } from "@insaka/runtime/codegen/v1";',
      ...model.types
        .filter(({ name }) => imports.has(name))
        .map(({ name, fileName }) => `import type { ${name} } from "../types/${fileName}.js";`),
    ],
    parts: [
      ...declared.map(({ text }) => text),
      ...aliasOf(message),
      ...message.versions.map(({ version, schema }) => `const schema${version}: JsonSchema = ${literal(schema)};\n`),
      `/** Describes the message \`${oneLine(message.name)}\`. */\nexport const ${message.typeName}: MessageDescriptor${typeArguments(message)} = /*@__PURE__*/ message${typeArguments(message)}(${factsText(message, calls)});\n`,
    ],
  });
}

function aliasOf(message: Message): readonly string[] {
  const current = message.versions.find(({ version }) => version === message.current);
  if (current === undefined) return [];
  return [
    `/** The current version: what publishers send. */\nexport type ${message.typeName} = ${current.typeName};\n`,
  ];
}

/** A name within a comment: nothing in it can end the comment. */
function oneLine(name: string): string {
  return docComment({ text: [name.replace(/\s+/g, " ")] }).replace(/^\/\*\*\s*|\s*\*\/\s*$/g, "");
}

function sourceLine(message: Message): string {
  const numbers = message.versions.map(({ version }) => version);
  const [first, last] = [numbers[0] ?? 1, numbers.at(-1) ?? 1];
  const range = first === last ? `version ${first}` : `versions ${first}-${last}`;
  return `${oneLine(`${message.source.file}#${message.source.pointer}`)} (${range})`;
}

function versionComment(message: Message, version: Version): string {
  const facts = [
    `Version ${version.version} of \`${oneLine(message.name)}\`, ${version.status}.`,
    version.owner === null ? "" : `Owner: ${version.owner}.`,
    version.retention === null ? "" : `Retention: ${version.retention}.`,
  ];
  const { text } = describe(version.description);
  const lines = [...text, ...(text.length > 0 ? [""] : []), facts.filter((fact) => fact !== "").join(" ")];
  const deprecated = "readers only: publishers send a later version.";
  return docComment(version.status === "deprecated" ? { text: lines, deprecated } : { text: lines });
}

function typeArguments(message: Message): string {
  const versions = message.versions.map(({ version, typeName }) => `${version}: ${typeName}`).join("; ");
  return `<{ ${versions} }, ${message.current ?? "null"}>`;
}

function factsText(message: Message, calls: readonly (readonly StepCall[])[]): string {
  const versions = message.versions.map((version, index) => versionText(version, calls[index] ?? []));
  return [
    "{",
    `  name: ${stringLiteral(message.name)},`,
    `  current: ${message.current ?? "null"},`,
    `  route: ${literal(routeOf(message), 1)},`,
    "  versions: {",
    ...versions.map((text) => `    ${text},`),
    "  },",
    "}",
  ].join("\n");
}

/** A reply has no place of its own: it goes to who asked. */
function routeOf({ kind, routes }: Message): object | null {
  if (kind === "reply") return null;
  const { exchange, routingKey } = routes[0] ?? { exchange: "", routingKey: "" };
  return { exchange, routingKey };
}

function versionText({ version, status }: Version, calls: readonly StepCall[]): string {
  const facts = `status: ${stringLiteral(status)}, schema: schema${version}`;
  if (calls.length === 0) return `${version}: { ${facts} }`;
  const steps = calls.map(({ text }) => `        ${text},\n`).join("");
  return `${version}: {\n      ${facts.replace(", ", ",\n      ")},\n      upcast: [\n${steps}      ],\n    }`;
}
