import { createHash } from "node:crypto";
import type { ContractModel, Message, OwnHeaders } from "../model/contract-model.js";
import { inWords, recallLater } from "../recall.js";
import { describe, docComment } from "./doc-comment.js";
import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { literal, stringLiteral } from "./literal.js";
import { liveVersions, retiredVersions } from "./live-versions.js";
import { type DeclaredType, declareType, type TypeSources } from "./payload-type.js";
import { routeFacts } from "./route-facts.js";
import { wayTo } from "./way-to.js";

/** One file for each message: the types of its versions, and its descriptor. */
export const messageFiles: Emitter = {
  name: "messages",
  async emit(model, { contracts, memory }) {
    const shared = new Map(model.types.map(({ name, documented }) => [name, documented]));
    const types = { shared, files: new Map(model.types.map(({ name, fileName }) => [name, fileName])), memory };
    const common = createHash("sha256")
      .update(inWords(model.types.map(ofType)))
      .digest("base64url");
    const files = new Map<string, string>();
    for (const message of model.messages) {
      if (liveVersions(message).length === 0) continue;
      const facts = factsOf(message);
      const question = [common, ...textsOf(facts)];
      const text = await recallLater(memory, "message-file", question, () => messageFile(facts, types));
      files.set(inContracts({ contracts }, `messages/${message.fileName}.ts`), text);
    }
    return files;
  },
};

/** What the file of a message may show of a type. */
function ofType({ name, fileName, documented }: ContractModel["types"][number]): object {
  return { name, fileName, documented };
}

/** All that the file of a message is made from, besides the shared types. Plain data: what says the same makes the same file. */
type MessageFacts = ReturnType<typeof factsOf>;

type VersionFacts = MessageFacts["versions"][number];

function factsOf(message: Message) {
  const { name, kind, typeName, current, routes, source } = message;
  const live = liveVersions(message);
  const { file, pointer } = live[0]?.source ?? source;
  return {
    name,
    typeName,
    current,
    place: `${file}#${pointer}`,
    // A reply has no place of its own: it goes to who asked.
    route: kind === "reply" ? null : routeFacts(routes[0]),
    retired: retiredVersions(message),
    versions: live.map((version) => ({
      version: version.version,
      typeName: version.typeName,
      status: version.status,
      description: version.description,
      owner: version.owner,
      retention: version.retention,
      schema: version.schema,
      documented: version.documented,
      ownHeaders: version.ownHeaders,
      way: wayTo(message, version),
    })),
  };
}

/**
 * The same as texts, but for the canonical schemas, which follow from the documented ones and the types. Documented ones may hold what JSON
 * has no word for; all else is full of `null`, at which `inWords` takes its time.
 */
function textsOf({ versions, ...facts }: MessageFacts): readonly string[] {
  return [
    JSON.stringify(facts),
    ...versions.flatMap(({ schema: _, documented, ownHeaders, ...version }) => [
      JSON.stringify(version),
      inWords(documented),
      ownHeaders === null ? "" : `${ownHeaders.typeName} ${inWords(ownHeaders.documented)}`,
    ]),
  ];
}

interface MessageTypes extends TypeSources {
  /** The names of the types' files. */
  readonly files: ReadonlyMap<string, string>;
}

async function messageFile(message: MessageFacts, types: MessageTypes): Promise<string> {
  const { versions } = message;
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
  const ways = versions.map(({ way }) => way);
  const values = new Set(["message", ...ways.flatMap(({ constructors }) => constructors)]);
  const imports = new Set([...declared, ...headed].flatMap((type) => type.imports));
  return fileText({
    source: sourceLine(message),
    imports: [
      `import { ${[...values].sort().join(", ")} } from "@insaka/runtime/codegen/v1";`,
      'import type { JsonSchema, MessageDescriptor } from "@insaka/runtime/codegen/v1";',
      ...[...types.files]
        .filter(([name]) => imports.has(name))
        .map(([name, fileName]) => `import type { ${name} } from "../types/${fileName}.js";`),
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
      `/** Describes the message \`${oneLine(message.name)}\`. */\nexport const ${message.typeName}: MessageDescriptor${typeArguments(message)} = /*@__PURE__*/ message${typeArguments(message)}(${factsText(message)});\n`,
    ],
  });
}

async function headersType(
  message: MessageFacts,
  version: number,
  { typeName, documented }: OwnHeaders,
  types: TypeSources,
): Promise<DeclaredType> {
  const type = await declareType(typeName, documented, types);
  const comment = docComment({ text: [`The headers of version ${version} of \`${oneLine(message.name)}\`.`] });
  return { ...type, text: comment + type.text };
}

function aliasOf(message: MessageFacts): readonly string[] {
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

function sourceLine({ place, versions }: MessageFacts): string {
  const numbers = versions.map(({ version }) => version);
  const [first, last] = [numbers[0] ?? 1, numbers.at(-1) ?? 1];
  const range = first === last ? `version ${first}` : `versions ${first}-${last}`;
  return `${oneLine(place)} (${range})`;
}

function versionComment(message: MessageFacts, version: VersionFacts): string {
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

function typeArguments({ versions, current }: MessageFacts): string {
  const types = versions.map(({ version, typeName }) => `${version}: ${typeName}`).join("; ");
  return `<{ ${types} }, ${current ?? "null"}>`;
}

function factsText({ name, current, route, retired, versions }: MessageFacts): string {
  return [
    "{",
    `  name: ${stringLiteral(name)},`,
    `  current: ${current ?? "null"},`,
    `  route: ${literal(route, 1)},`,
    ...(retired.length === 0 ? [] : [`  retired: ${literal(retired)},`]),
    "  versions: {",
    ...versions.map((version) => `    ${versionText(version)},`),
    "  },",
    "}",
  ].join("\n");
}

function versionText({ version, status, ownHeaders, way }: VersionFacts): string {
  const headers = ownHeaders === null ? [] : [`headers: headers${version}`];
  const facts = [`status: ${stringLiteral(status)}`, `schema: schema${version}`, ...headers];
  if (way.text === null) return `${version}: { ${facts.join(", ")} }`;
  return `${version}: {\n${[...facts, `upcast: ${way.text}`].map((fact) => `      ${fact},\n`).join("")}    }`;
}
