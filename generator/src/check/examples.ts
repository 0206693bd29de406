import {
  compileUpcast,
  compileValidators,
  compileWriterView,
  demandSchema,
  type JsonSchema,
  SchemaError,
  surelyWritable,
  type UpcastStep,
  type Validator,
} from "@insaka/schema";
import type { Finding } from "../diagnostic.js";
import type { ContractModel, Example, Message, Version } from "../model/contract-model.js";
import { eachNewVersion, eachVersion } from "./each-version.js";
import type { CheckContext, Rule } from "./rule.js";

/** Examples are the documents' own tests. */
export const examples: readonly Rule[] = [
  {
    id: "example-missing",
    purpose: "An example shows what a schema means, and is what the checks of the schema and its upcaster run on.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.examples.length > 0) return undefined;
        const hint = "Add examples: - name: what it shows, payload: {...}.";
        return { at: version.source, message: `${title} has no example.`, hint };
      }),
  },
  {
    id: "example-invalid",
    purpose: "An example that its own schema refuses misleads everybody.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachNewVersion(context, ({ version, title }) => invalidExamples(version, title, writersOf(context.model))),
  },
  {
    id: "example-upcast-invalid",
    purpose: "What an upcaster makes of a good message must be a good message of the next version.",
    severity: "error",
    applies: "always",
    check: ({ model }) => model.messages.flatMap((message) => upcastExamples(message, "invalid", writersOf(model))),
  },
  {
    id: "example-upcast-refused",
    purpose: "An example that cannot be upcast will be a dead letter when it meets a newer reader.",
    severity: "warning",
    applies: "always",
    check: ({ model }) => model.messages.flatMap((message) => upcastExamples(message, "refused", writersOf(model))),
  },
  {
    id: "schema-invalid",
    purpose: "A payload schema that is no JSON Schema of draft-07 cannot be held against a message.",
    severity: "error",
    applies: "house",
    check: schemaProblems,
  },
];

/** What judges the examples of a model. */
interface Writers {
  readonly types: ReadonlyMap<string, JsonSchema>;
  /**
   * The validator of what may be sent.
   * @throws SchemaError for a schema that is not one
   */
  readonly validator: (version: Version) => Validator;
}

/** A model is readonly: what was made of it holds as long as it does. */
const known = new WeakMap<ContractModel, Writers>();

/** The validators of a model's versions; what they share is compiled once, and each of them once. */
function writersOf(model: ContractModel): Writers {
  const writers = known.get(model) ?? makeWriters(model);
  known.set(model, writers);
  return writers;
}

function makeWriters(model: ContractModel): Writers {
  const types = new Map(model.types.map(({ name, documented }) => [name, documented]));
  const compile = compileValidators(types);
  const made = new Map<Version, Validator>();
  const validator = (version: Version): Validator => {
    const found = made.get(version) ?? compileWriterView(version.schema, compile(version.documented, version.schema));
    made.set(version, found);
    return found;
  };
  return { types, validator };
}

/** The validator of what may be sent; `undefined` for a schema that is not one, which has its own rule. */
function validatorOf({ validator }: Writers, version: Version): Validator | undefined {
  try {
    return validator(version);
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

function invalidExamples(version: Version, title: string, writers: Writers): readonly Finding[] {
  const open = version.examples.filter(({ payload }) => !surelyWritable(version.documented, payload, writers.types));
  const validate = open.length === 0 ? undefined : validatorOf(writers, version);
  if (validate === undefined) return [];
  return open.flatMap((example) =>
    validate(example.payload)
      .slice(0, 1)
      .map(({ pointer, expected, found }) => ({
        at: example.source,
        message: `${called(example)} of ${title} breaks its schema at "${pointer}": expected ${expected}, found ${found}.`,
        hint: "Correct the example or the schema.",
      })),
  );
}

function called({ name }: Example): string {
  return name === null ? "An example" : `The example "${name}"`;
}

function upcastExamples(message: Message, outcome: "invalid" | "refused", writers: Writers): readonly Finding[] {
  return message.versions.flatMap((version) => {
    const next = message.versions.find((other) => other.version === version.version + 1);
    // A function is not run here: its own tests hold it against messages.
    const steps = next?.upcast?.by === "steps" ? next.upcast.steps.map(({ step }) => step) : undefined;
    const sound = steps?.filter((step): step is UpcastStep => step !== null);
    if (next === undefined || steps === undefined || sound === undefined || sound.length < steps.length) return [];
    const [before, after] = [validatorOf(writers, version), validatorOf(writers, next)];
    if (before === undefined || after === undefined) return [];
    const upcast = compileUpcast(sound);
    return version.examples.flatMap((example): readonly Finding[] => {
      if (before(example.payload).length > 0) return [];
      const result = upcast(example.payload);
      const way = `${called(example)} of ${message.name} version ${version.version}`;
      if (!result.ok) {
        if (outcome !== "refused") return [];
        const { step, op, pointer, reason } = result.refusal;
        const found = `${way} is refused by step ${step + 1} (${op}) at "${pointer}" on its way to version ${next.version}: ${reason}.`;
        return [{ at: example.source, message: found, hint: "Let the step answer for it, or give another example." }];
      }
      const violation = outcome === "invalid" ? after(result.value)[0] : undefined;
      if (violation === undefined) return [];
      const { pointer, expected, found } = violation;
      const broken = `${way} comes out of the upcaster breaking version ${next.version} at "${pointer}": expected ${expected}, found ${found}.`;
      return [{ at: example.source, message: broken, hint: `Correct x-upcast of version ${next.version}.` }];
    });
  });
}

function schemaProblems(context: CheckContext): readonly Finding[] {
  return eachNewVersion(context, ({ version, title }) => {
    // AsyncAPI's own check has found what is wrong there, and where.
    if (context.broken.has(version.source.file)) return undefined;
    try {
      demandSchema(version.schema);
      return undefined;
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      const found = `The payload of ${title} is not a JSON Schema: ${error.message}.`;
      return { at: version.source, message: found, hint: "Correct the schema; draft-07 is meant." };
    }
  });
}
