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
import { fileHeader, lineComments, stringLiteral, wordSet } from "../text.js";

const names: LanguageNames = {
  properties: {
    style: "pascal",
    reserved: wordSet("Equals Finalize GetHashCode GetType MemberwiseClone ReferenceEquals ToString"),
  },
  enumValues: { style: "pascal", reserved: new Set() },
  takenTypes: wordSet(
    "Dictionary EnumMember JToken JsonConverter JsonIgnore JsonProperty List NullValueHandling Required StringEnumConverter",
  ),
};

const words = {
  string: "string",
  integer: "long",
  number: "double",
  boolean: "bool",
  any: "JToken",
  list: (of: string): string => `List<${of}>`,
  map: (of: string): string => `Dictionary<string, ${of}>`,
};

/** Classes with properties, annotated for Newtonsoft.Json; a file and a namespace for each version. */
export const csharp: ModelWriter = {
  generator(modelina) {
    const preset: Modelina.CSharpPreset = {
      class: {
        self: ({ content, model }) => `${lineComments(descriptionOf(model), "//")}${content}`,
        property: ({ property }) => propertyText(property),
        accessor: () => "",
      },
      enum: {
        self: ({ model }) => {
          const items = model.values.map(({ key, value }) => `  [EnumMember(Value = ${value})]\n  ${key},`);
          const head = `${lineComments(descriptionOf(model), "//")}[JsonConverter(typeof(StringEnumConverter))]`;
          return `${head}\npublic enum ${model.name}\n{\n${items.join("\n")}\n}`;
        },
      },
    };
    return new modelina.CSharpGenerator({
      presets: [preset],
      constraints: constraints(names),
      typeMapping: typeMapping((context) => typeOf(modelina, context)),
    });
  },

  files(models, { key, typeName, version, source }) {
    const usings = ["System.Collections.Generic", "System.Runtime.Serialization", "Newtonsoft.Json"];
    const using = [...usings, "Newtonsoft.Json.Converters", "Newtonsoft.Json.Linq"].map((name) => `using ${name};`);
    const body = models.map(({ text }) => text.trimEnd().replace(/^(?=.)/gm, "  ")).join("\n\n");
    const text = `${fileHeader("//", source)}${using.join("\n")}\n\nnamespace Contracts.${typeName}.V${version}\n{\n${body}\n}\n`;
    return new Map([[`${key}.cs`, text]]);
  },
};

function propertyText(property: Modelina.ConstrainedObjectPropertyModel): string {
  const { required, unconstrainedPropertyName, propertyName, property: model } = property;
  const name = stringLiteral(unconstrainedPropertyName);
  const declared = (settings: string): string =>
    `${lineComments(descriptionOf(model), "//")}[JsonProperty(${name}, ${settings})]
public ${model.type} ${propertyName} { get; set; }`;
  if (required) return declared(`Required = Required.${isNullable(model) ? "AllowNull" : "Always"}`);
  if (!hasTwoNothings(property)) return declared("NullValueHandling = NullValueHandling.Ignore");
  // Newtonsoft.Json sets a property of this name when it reads, and asks it before it writes.
  return `${declared("NullValueHandling = NullValueHandling.Include")}
[JsonIgnore]
public bool ${propertyName}Specified { get; set; }`;
}

function typeOf(modelina: typeof Modelina, { constrainedModel, partOfProperty }: TypeContext): string {
  const type = plainType(modelina, constrainedModel, words);
  const isEnum =
    constrainedModel instanceof modelina.ConstrainedReferenceModel &&
    constrainedModel.ref instanceof modelina.ConstrainedEnumModel;
  const isValue = isEnum || [words.integer, words.number, words.boolean].includes(type);
  return isValue && (isNullable(constrainedModel) || partOfProperty?.required === false) ? `${type}?` : type;
}
