import type { ModelWriter } from "../model-writer.js";
import type { Modelina } from "../modelina.js";
import {
  constraints,
  descriptionOf,
  hasTwoNothings,
  isNullable,
  type LanguageNames,
  plainType,
  type TypeContext,
  typeMapping,
} from "../shared-constraints.js";
import { fileHeader, lineComments } from "../text.js";

const names: LanguageNames = {
  properties: { style: "pascal", reserved: new Set() },
  enumValues: { style: "pascal", reserved: new Set() },
  takenTypes: new Set(),
};

const words = {
  string: "string",
  integer: "int64",
  number: "float64",
  boolean: "bool",
  any: "json.RawMessage",
  list: (of: string): string => `[]${of}`,
  map: (of: string): string => `map[string]${of}`,
};

/** Structs with tags for encoding/json; a package for each version. */
export const go: ModelWriter = {
  generator(modelina) {
    const preset: Modelina.GoPreset = {
      struct: {
        self: ({ content, model }) => `${lineComments(descriptionOf(model), "//")}${content}`,
        field: ({ field }) => {
          const { propertyName, unconstrainedPropertyName, required, property } = field;
          const tag = `json:"${unconstrainedPropertyName}${required ? "" : ",omitempty"}"`;
          return `${lineComments(descriptionOf(property), "//")}${propertyName} ${property.type} \`${tag}\``;
        },
      },
      enum: {
        // Modelina's own is a number that becomes text by way of two tables, and takes what it does not know for the first.
        self: ({ model }) => {
          const values = model.values.map(({ key, value }) => `\t${model.name}_${key} ${model.name} = ${value}`);
          return `${lineComments(descriptionOf(model), "//")}type ${model.name} string\n\nconst (\n${values.join("\n")}\n)`;
        },
      },
    };
    const shared = constraints<Modelina.GoOptions>(names);
    return new modelina.GoGenerator({
      indentation: { type: modelina.IndentationTypes.TABS, size: 1 },
      presets: [preset],
      // What does not begin with a capital is not seen outside of its package.
      constraints: {
        ...shared,
        modelName: ({ modelName }) => (/^\p{Lu}/u.test(modelName) ? modelName : `N${modelName}`),
      },
      typeMapping: typeMapping((context) => typeOf(modelina, context)),
    });
  },

  files(models, { key, source }) {
    const body = models.map(({ text }) => text.trimEnd()).join("\n\n");
    const importing = body.includes(words.any) ? 'import "encoding/json"\n\n' : "";
    const text = `${fileHeader("//", source)}package ${key.replaceAll("_", "")}\n\n${importing}${body}\n`;
    return new Map([[`${key}/models.go`, text]]);
  },
};

/**
 * A pointer is nil where there is nothing. To an optional list as well: `omitempty` alone would leave out an empty one. Where null is
 * something and its absence something else, JSON itself tells the two apart.
 */
function typeOf(modelina: typeof Modelina, { constrainedModel, partOfProperty }: TypeContext): string {
  const type = plainType(modelina, constrainedModel, words);
  if (partOfProperty !== undefined && hasTwoNothings(partOfProperty)) return words.any;
  const { recursive } = Object(constrainedModel.originalInput) as { readonly recursive?: boolean };
  if (partOfProperty?.required === false || recursive === true) return `*${type}`;
  const holdsNil = type === words.any || type.startsWith("[]") || type.startsWith("map[");
  return isNullable(constrainedModel) && !holdsNil ? `*${type}` : type;
}
