import { type Diagnostic, diagnostic } from "../diagnostic.js";
import type { ContractModel, Message, Version } from "../model/contract-model.js";
import type { ModelLanguage } from "../model-languages.js";
import { csharp } from "./languages/csharp.js";
import { go } from "./languages/go.js";
import { java } from "./languages/java.js";
import { python } from "./languages/python.js";
import { metaModels } from "./meta-models.js";
import type { ModelPlace, ModelWriter } from "./model-writer.js";
import { loadModelina, modelinaVersion } from "./modelina.js";
import { payloadShape } from "./payload-shape.js";
import type { PayloadShape } from "./shape.js";

const writers: Readonly<Record<ModelLanguage, ModelWriter>> = { csharp, java, python, go };

/** The files of each language, by path within the language's folder, sorted. */
export interface EmittedModels {
  readonly files: ReadonlyMap<ModelLanguage, ReadonlyMap<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
  /** The version of what made them. */
  readonly modelina: string;
}

/** A payload and where its models go. */
interface Placed {
  readonly place: ModelPlace;
  readonly shape: PayloadShape;
  readonly version: Version;
}

/**
 * Makes classes of the payload of every version that somebody may still meet. A payload without properties of its own has none: that is
 * told, and what is told is no error.
 * @throws ModelinaMissing where it is not installed
 */
export async function emitModels(model: ContractModel, languages: readonly ModelLanguage[]): Promise<EmittedModels> {
  const modelina = loadModelina();
  const diagnostics: Diagnostic[] = [];
  const placed = placeVersions(model).filter(({ shape, version }) => {
    if (shape.named.length > 0) return true;
    diagnostics.push(nothingToName(version));
    return false;
  });
  const files = new Map<ModelLanguage, ReadonlyMap<string, string>>();
  for (const language of languages) {
    const writer = writers[language];
    const generator = writer.generator(modelina);
    const made = new Map(writer.frame?.(placed.map(({ place }) => place)) ?? []);
    for (const { place, shape, version } of placed) {
      try {
        const outputs = await generator.generate(metaModels(modelina, shape));
        const models = outputs.map(({ modelName, result }) => ({ name: modelName, text: result }));
        for (const [path, text] of writer.files(models, place)) made.set(path, text);
      } catch (error) {
        diagnostics.push(notMade(version, language, error));
      }
    }
    files.set(language, new Map([...made].sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return { files, diagnostics, modelina: modelinaVersion() };
}

function placeVersions(model: ContractModel): readonly Placed[] {
  const shared = new Map(model.types.map(({ name, documented }) => [name, documented]));
  const taken = new Set<string>();
  return model.messages.flatMap((message) =>
    message.versions
      .filter(({ status }) => status !== "retired")
      .map((version) => ({
        place: { ...placeOf(message, version, taken), typeName: message.typeName, version: version.version },
        shape: payloadShape(version.typeName, version.documented, shared),
        version,
      })),
  );
}

function placeOf(
  message: Message,
  { version, source }: Version,
  taken: Set<string>,
): Pick<ModelPlace, "key" | "source"> {
  // Go takes imports of ASCII alone, and no package begins with a digit.
  const ascii = message.fileName
    .replaceAll("-", "_")
    .replace(/[^a-z0-9_]/gu, (letter) => `u${letter.codePointAt(0)?.toString(16)}`);
  const base = `${/^[a-z]/.test(ascii) ? "" : "m"}${ascii}_v${version}`;
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  taken.add(key);
  return { key, source: `${source.file}#${source.pointer}` };
}

function nothingToName(version: Version): Diagnostic {
  const message = `The payload of ${version.typeName} is no object with properties of fixed names: there is no class to make of it.`;
  const hint = "Read it as JSON, or put it into an object with a property.";
  return diagnostic("model-none", { at: version.source, message, hint }, "warning");
}

function notMade(version: Version, language: ModelLanguage, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `Modelina makes no ${language} of the payload of ${version.typeName}: ${reason}`;
  return diagnostic("model-not-made", {
    at: version.source,
    message,
    hint: "Read it as JSON, or describe it more simply.",
  });
}
