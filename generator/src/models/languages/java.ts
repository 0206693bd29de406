import { capitalised } from "../identifier.js";
import type { ModelWriter } from "../model-writer.js";
import type { Modelina } from "../modelina.js";
import {
  constraints,
  descriptionOf,
  hasTwoNothings,
  type LanguageNames,
  plainType,
  type TypeContext,
  typeMapping,
} from "../shared-constraints.js";
import { fileHeader, lineComments, stringLiteral, wordSet } from "../text.js";

const names: LanguageNames = {
  // `getClass` is every object's own.
  properties: {
    style: "camel",
    reserved: wordSet(
      `abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for
      goto if implements import instanceof int interface long native new package private protected public return short static strictfp
      super switch synchronized this throw throws transient try void volatile while true false null`,
    ),
  },
  enumValues: { style: "screaming", reserved: new Set() },
  takenTypes: wordSet(
    `Boolean Double IllegalArgumentException JsonAutoDetect JsonCreator JsonIgnoreProperties JsonInclude JsonNode JsonProperty JsonValue
    List Long Map Object Override String`,
  ),
};

const words = {
  string: "String",
  integer: "Long",
  number: "Double",
  boolean: "Boolean",
  any: "JsonNode",
  list: (of: string): string => `List<${of}>`,
  map: (of: string): string => `Map<String, ${of}>`,
};

const imports = [
  "com.fasterxml.jackson.annotation.JsonAutoDetect",
  "com.fasterxml.jackson.annotation.JsonCreator",
  "com.fasterxml.jackson.annotation.JsonIgnoreProperties",
  "com.fasterxml.jackson.annotation.JsonInclude",
  "com.fasterxml.jackson.annotation.JsonProperty",
  "com.fasterxml.jackson.annotation.JsonValue",
  "com.fasterxml.jackson.databind.JsonNode",
  "java.util.List",
  "java.util.Map",
];

/** Classes with getters and setters, annotated for Jackson; a file and a class each, a package for each version. */
export const java: ModelWriter = {
  generator(modelina) {
    const preset: Modelina.JavaPreset = {
      class: {
        // Fields alone: what Jackson makes of the names of getters is not always the field's name.
        self: ({ content, model }) =>
          `${lineComments(descriptionOf(model), "//")}@JsonIgnoreProperties(ignoreUnknown = true)
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NONE, getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE, setterVisibility = JsonAutoDetect.Visibility.NONE)
${content}`,
        property: ({ property }) => {
          const { required, unconstrainedPropertyName, propertyName, property: model } = property;
          const inclusion = required ? "ALWAYS" : "NON_NULL";
          return `${lineComments(descriptionOf(model), "//")}@JsonProperty(${stringLiteral(unconstrainedPropertyName)})
@JsonInclude(JsonInclude.Include.${inclusion})
private ${model.type} ${propertyName};`;
        },
        getter: ({ property: { propertyName, property } }) =>
          `public ${property.type} get${capitalised(propertyName)}() { return this.${propertyName}; }`,
        setter: ({ property: { propertyName, property } }) =>
          `public void set${capitalised(propertyName)}(${property.type} ${propertyName}) { this.${propertyName} = ${propertyName}; }`,
      },
      enum: {
        self: ({ content, model }) => `${lineComments(descriptionOf(model), "//")}${content}`,
        item: ({ item }) => `${item.key}(${item.value})`,
        ctor: ({ model }) => `private final String value;

${model.name}(String value) {
  this.value = value;
}`,
        getValue: () => `@JsonValue
public String getValue() {
  return value;
}`,
        fromValue: ({ model }) => `@JsonCreator
public static ${model.name} fromValue(String value) {
  for (${model.name} each : ${model.name}.values()) {
    if (each.value.equals(value)) {
      return each;
    }
  }
  throw new IllegalArgumentException("${model.name} has no such value");
}`,
      },
    };
    return new modelina.JavaGenerator({
      presets: [preset],
      constraints: constraints(names),
      typeMapping: typeMapping((context) => typeOf(modelina, context)),
    });
  },

  files: (models, { key, source }) =>
    new Map(
      models.map(({ name, text }) => {
        const used = imports.filter((each) => new RegExp(`\\b${each.split(".").at(-1)}\\b`).test(text));
        const importing = used.map((each) => `import ${each};`).join("\n");
        const head = `${fileHeader("//", source)}package contracts.${key};\n\n${importing}\n\n`;
        return [`contracts/${key}/${name}.java`, `${head}${text.trimEnd()}\n`] as const;
      }),
    ),
};

/** A field is null where there is nothing; where null is something as well, JSON itself tells the two apart. */
function typeOf(modelina: typeof Modelina, { constrainedModel, partOfProperty }: TypeContext): string {
  if (partOfProperty !== undefined && hasTwoNothings(partOfProperty)) return words.any;
  return plainType(modelina, constrainedModel, words);
}
