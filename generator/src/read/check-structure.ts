import { type Diagnostic, diagnostic } from "../diagnostic.js";
import { nearestName } from "../nearest-name.js";
import { load } from "../package-folder.js";
import { placeOf, type SourceFile } from "./document-set.js";
import { heardSchema, namesIn, namesSpokenOf } from "./heard-schema.js";
import { compileFormatCheck, type FormatProblem } from "./json-schema-check.js";
import { type Mapping, own } from "./node.js";

/** The versions of AsyncAPI that are read, and the newest schema that describes each. */
const schemaFiles: ReadonlyMap<string, string> = new Map([
  ["3.0", "3.0.0.json"],
  ["3.1", "3.1.0.json"],
]);

const formats = new Map<string, Format>();

/**
 * Holds a document, as written, against AsyncAPI's own JSON Schema.
 * @param versions - those that are read here, for people
 *
 * The official parser does this too, but compiles the schema anew for each document (about 300 ms each); here it is
 * compiled once or a few times in a run, and that rule of the parser is off.
 */
export function checkStructure(file: SourceFile, versions = "3.0 and 3.1"): readonly Diagnostic[] {
  const set = { files: new Map([[file.path, file]]) };
  const version = own(file.value, "asyncapi");
  const schema = typeof version === "string" ? schemaFiles.get(version.split(".", 2).join(".")) : undefined;
  if (schema === undefined) {
    const at = placeOf(set, { file: file.path, pointer: version === undefined ? "" : "/asyncapi" }, "value");
    const found = version === undefined ? 'has no key "asyncapi"' : `says asyncapi: ${JSON.stringify(version)}`;
    const message = `The document ${found}; versions ${versions} are read.`;
    return [diagnostic("document-not-asyncapi", { at, message, hint: 'Begin the document with "asyncapi: 3.0.0".' })];
  }
  return problemsOf(schema, file.value).map((problem) => toDiagnostic(file, problem));
}

function toDiagnostic(file: SourceFile, problem: FormatProblem): Diagnostic {
  const part = problem.unknownKey === undefined ? "value" : "key";
  const at = placeOf({ files: new Map([[file.path, file]]) }, { file: file.path, pointer: problem.pointer }, part);
  const hint =
    problem.unknownKey === undefined ? "See the AsyncAPI specification." : unknownKeyHint(problem.unknownKey);
  return diagnostic("document-invalid", { at, message: problem.message, hint });
}

function unknownKeyHint(key: string): string {
  const known = nearestName(key, [
    "address",
    "bindings",
    "channel",
    "channels",
    "components",
    "messages",
    "operations",
  ]);
  return known === undefined ? 'An extension\'s name begins with "x-".' : `Did you mean "${known}"?`;
}

/** AsyncAPI's schema of one version, and how far it has been compiled. */
interface Format {
  readonly schema: Mapping;
  /** Names of properties that it speaks of, and those of them that documents have used so far. */
  readonly spokenOf: ReadonlySet<string>;
  readonly used: Set<string>;
  check: ((value: unknown) => readonly FormatProblem[]) | undefined;
}

function problemsOf(schemaFile: string, value: unknown): readonly FormatProblem[] {
  const format = formats.get(schemaFile) ?? loadFormat(schemaFile);
  const before = format.used.size;
  for (const name of namesIn(value)) if (format.spokenOf.has(name)) format.used.add(name);
  // Compiling the whole takes half a second; after a few documents there is hardly a name that none has used.
  if (format.used.size > before) format.check = undefined;
  format.check ??= compileFormatCheck(heardSchema(format.schema, format.used));
  return format.check(value);
}

function loadFormat(schemaFile: string): Format {
  const { definitions, ...rest } = load(`@asyncapi/specs/schemas/${schemaFile}`) as {
    readonly definitions: Readonly<Record<string, object>>;
  };
  // ajv brings these two itself and refuses a second copy of the same $id.
  const {
    "http://json-schema.org/draft-07/schema": _draft7,
    "http://json-schema.org/draft-04/schema": _draft4,
    ...own
  } = definitions;
  const schema = { ...rest, definitions: own };
  const format: Format = { schema, spokenOf: namesSpokenOf(schema), used: new Set(), check: undefined };
  formats.set(schemaFile, format);
  return format;
}
