import type { ContractModel, Message, OwnHeaders, Version } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { literal, stringLiteral } from "./literal.js";
import { liveVersions, retiredVersions } from "./live-versions.js";
import { type DeclaredType, declareType, type TypeSources } from "./payload-type.js";
import { routeFacts } from "./route-facts.js";
import { type Way, wayTo } from "./way-to.js";

/** One file for each message: the types of its versions, and its descriptor. */
export const messageFiles: Emitter = {
  name: "messages",
  async emit(model, target) {
    const shared = new Map(model.types.map(({ name, documented }) => [name, documented]));
    const types = { shared, memory: target.memory };
    const files = new Map<string, string>();
    for (const message of model.messages) {
      if (liveVersions(message).length === 0) continue;
      const text = await messageFile(model, message, types);
      files.set(inContracts(target, `messages/${message.fileName}.ts`), text);
    }
    return files;
  },
};

async function messageFile(model: ContractModel, message: Message, types: TypeSources): Promise<string> {
  const versions = liveVersions(message);
  const declared = await Promise.all(
    versions.map(async (version) => {
      const type = await declareType(version.typeName, version.documented, types);
      return { ...type, text: versionComment(message, version) + type.text };
    }),
  );
  const headed = await Promise.all(
    versions.flatMap(({ version, ownHeaders }) =>
      ownHeaders === null ? [] : [headersType(message, version, ownHeaders, types)],
    ),
  );
  const ways = versions.map((version) => wayTo(message, version));
  const values = new Set(["message", ...ways.flatMap(({ constructors }) => constructors)]);
  const imports = new Set([...declared, ...headed].flatMap((type) => type.imports));
  return fileText({
    source: sourceLine(message),
    imports: [
      `import { ${[...values].sort().join(", ")} } from "@insaka/runtime/codegen/v1";`,
      'import type { JsonSchema, MessageDescriptor } from "@insaka/runtime/codegen/v1";',
      ...model.types
        .filter(({ name }) => imports.has(name))
        .map(({ name, fileName }) => `import type { ${name} } from "../types/${fileName}.js";`),
      ...ways.flatMap((way) => way.imports),
    ],
    parts: [
      ...declared.map(({ text }) => text),
      ...headed.map(({ text }) => text),
      ...aliasOf(message),
      ...versions.map(({ version, schema }) => `const schema${version}: JsonSchema = ${literal(schema)};\n`),
      ...versions.flatMap(({ version, ownHeaders }) =>
        ownHeaders === null ? [] : [`const headers${version}: JsonSchema = ${literal(ownHeaders.schema)};\n`],
      ),
      `/** Describes the message \`${oneLine(message.name)}\`. */\nexport const ${message.typeName}: MessageDescriptor${typeArguments(message)} = /*@__PURE__*/ message${typeArguments(message)}(${factsText(message, ways)});\n`,
    ],
  });
}

async function headersType(
  message: Message,
  version: number,
  { typeName, documented }: OwnHeaders,
  types: TypeSources,
): Promise<DeclaredType> {
  const type = await declareType(typeName, documented, types);
  const comment = docComment({ text: [`The headers of version ${version} of \`${oneLine(message.name)}\`.`] });
  return { ...type, text: comment + type.text };
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
  const versions = liveVersions(message);
  const { source } = versions[0] ?? message;
  const numbers = versions.map(({ version }) => version);
  const [first, last] = [numbers[0] ?? 1, numbers.at(-1) ?? 1];
  const range = first === last ? `version ${first}` : `versions ${first}-${last}`;
  return `${oneLine(`${source.file}#${source.pointer}`)} (${range})`;
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
  const versions = liveVersions(message)
    .map(({ version, typeName }) => `${version}: ${typeName}`)
    .join("; ");
  return `<{ ${versions} }, ${message.current ?? "null"}>`;
}

function factsText(message: Message, ways: readonly Way[]): string {
  const retired = retiredVersions(message);
  const versions = liveVersions(message).map((version, index) => versionText(version, ways[index]?.text ?? null));
  return [
    "{",
    `  name: ${stringLiteral(message.name)},`,
    `  current: ${message.current ?? "null"},`,
    `  route: ${literal(routeOf(message), 1)},`,
    ...(retired.length === 0 ? [] : [`  retired: ${literal(retired)},`]),
    "  versions: {",
    ...versions.map((text) => `    ${text},`),
    "  },",
    "}",
  ].join("\n");
}

/** A reply has no place of its own: it goes to who asked. */
function routeOf({ kind, routes }: Message): object | null {
  if (kind === "reply") return null;
  return routeFacts(routes[0]);
}

function versionText({ version, status, ownHeaders }: Version, way: string | null): string {
  const headers = ownHeaders === null ? [] : [`headers: headers${version}`];
  const facts = [`status: ${stringLiteral(status)}`, `schema: schema${version}`, ...headers];
  if (way === null) return `${version}: { ${facts.join(", ")} }`;
  return `${version}: {\n${[...facts, `upcast: ${way}`].map((fact) => `      ${fact},\n`).join("")}    }`;
}
