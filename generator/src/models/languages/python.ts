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
    style: "snake",
    reserved: wordSet(
      `and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not
      or pass raise return try while with yield bool cls data dict float from_dict int list self str to_dict`,
    ),
  },
  enumValues: { style: "screaming", reserved: new Set() },
  takenTypes: wordSet("ABSENT Absent Any Enum False None True"),
};

const words = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  any: "Any",
  list: (of: string): string => `list[${of}]`,
  map: (of: string): string => `dict[str, ${of}]`,
};

/** Dataclasses of the standard library alone, with `from_dict` and `to_dict`; a module for each version. */
export const python: ModelWriter = {
  generator(modelina) {
    const preset: Modelina.PythonPreset = {
      class: {
        self: ({ content, model }) => `${lineComments(descriptionOf(model), "#")}@dataclass(kw_only=True)\n${content}`,
        property: ({ property }) => {
          const { propertyName, required, property: model } = property;
          const nothing = required ? "" : hasTwoNothings(property) ? " = ABSENT" : " = None";
          return `${lineComments(descriptionOf(model), "#")}${propertyName}: ${model.type}${nothing}`;
        },
        ctor: () => "",
        getter: () => "",
        setter: () => "",
        additionalContent: ({ model }) => conversions(modelina, model),
      },
      enum: {
        // Modelina's own is indented by two spaces, whatever else it is told.
        self: ({ model }) => {
          const values = model.values.map(({ key, value }) => `    ${key} = ${value}`);
          return `${lineComments(descriptionOf(model), "#")}class ${model.name}(Enum):\n${values.join("\n")}`;
        },
      },
    };
    return new modelina.PythonGenerator({
      indentation: { type: modelina.IndentationTypes.SPACES, size: 4 },
      presets: [preset],
      constraints: constraints(names),
      typeMapping: typeMapping((context) => typeOf(modelina, context)),
    });
  },

  files(models, { key, source }) {
    const body = models.map(({ text }) => text.replace(/[ \t]+$/gm, "").trimEnd()).join("\n\n\n");
    const importing =
      "from __future__ import annotations\n\nfrom dataclasses import dataclass\nfrom enum import Enum\nfrom typing import Any\n\nfrom . import ABSENT, Absent\n";
    return new Map([[`contracts/${key}.py`, `${fileHeader("#", source)}${importing}\n\n${body}\n`]]);
  },

  frame: () =>
    new Map([
      [
        "contracts/__init__.py",
        `${fileHeader("#", "the models beside this file")}from enum import Enum


# What stands where a property is left out that may also be null.
class Absent(Enum):
    ABSENT = "absent"


ABSENT = Absent.ABSENT
`,
      ],
    ]),
};

function typeOf(modelina: typeof Modelina, { constrainedModel, partOfProperty }: TypeContext): string {
  const type = plainType(modelina, constrainedModel, words);
  const orNone =
    type !== words.any && (isNullable(constrainedModel) || partOfProperty?.required === false)
      ? `${type} | None`
      : type;
  return partOfProperty !== undefined && hasTwoNothings(partOfProperty) ? `${orNone} | Absent` : orNone;
}

function conversions(modelina: typeof Modelina, model: Modelina.ConstrainedObjectModel): string {
  const properties = Object.values(model.properties);
  const read = properties.map((property) => `        ${property.propertyName}=${reading(property)},`);
  const written = properties.flatMap((property) => {
    const { propertyName, required, property: inner } = property;
    const own = `self.${propertyName}`;
    const key = stringLiteral(property.unconstrainedPropertyName);
    const line = `data[${key}] = ${convert(inner, own, "write")}`;
    if (required) return [`    ${line}`];
    return [`    if ${own} is not ${hasTwoNothings(property) ? "ABSENT" : "None"}:`, `        ${line}`];
  });
  return `@classmethod
def from_dict(cls, data: dict[str, Any]) -> ${model.name}:
    return cls(
${read.join("\n")}
    )

def to_dict(self) -> dict[str, Any]:
    data: dict[str, Any] = {}
${written.join("\n")}
    return data`;

  function reading(property: Modelina.ConstrainedObjectPropertyModel): string {
    const key = stringLiteral(property.unconstrainedPropertyName);
    const present = convert(property.property, `data[${key}]`, "read");
    if (property.required) return present;
    if (hasTwoNothings(property)) return `${present} if ${key} in data else ABSENT`;
    return present === `data[${key}]` ? `data.get(${key})` : `${present} if data.get(${key}) is not None else None`;
  }

  function convert(inner: Modelina.ConstrainedMetaModel, text: string, way: "read" | "write", depth = 1): string {
    const plain = convertPlain(inner, text, way, depth);
    return isNullable(inner) && plain !== text ? `(None if ${text} is None else ${plain})` : plain;
  }

  function convertPlain(
    inner: Modelina.ConstrainedMetaModel,
    text: string,
    way: "read" | "write",
    depth: number,
  ): string {
    const each = `each${depth}`;
    if (inner instanceof modelina.ConstrainedArrayModel) {
      const item = convert(inner.valueModel, each, way, depth + 1);
      return item === each ? text : `[${item} for ${each} in ${text}]`;
    }
    if (inner instanceof modelina.ConstrainedDictionaryModel) {
      const value = convert(inner.value, each, way, depth + 1);
      return value === each ? text : `{key${depth}: ${value} for key${depth}, ${each} in ${text}.items()}`;
    }
    if (!(inner instanceof modelina.ConstrainedReferenceModel)) return text;
    if (inner.ref instanceof modelina.ConstrainedEnumModel)
      return way === "read" ? `${inner.name}(${text})` : `${text}.value`;
    return way === "read" ? `${inner.name}.from_dict(${text})` : `${text}.to_dict()`;
  }
}
