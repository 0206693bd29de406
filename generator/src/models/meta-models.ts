import type { Modelina } from "./modelina.js";
import type { NamedShape, PayloadShape, PropertyShape, Shape } from "./shape.js";

/**
 * A payload as Modelina takes it, past its reading of JSON Schema, which guesses where we know: a `const` of a number would be any
 * number, `undefined` in Python.
 */
export function metaModels(modelina: typeof Modelina, { named }: PayloadShape): Modelina.InputMetaModel {
  const models = new Map(named.map((shape) => [shape.name, emptyModel(modelina, shape)]));
  for (const shape of named) {
    const model = models.get(shape.name);
    if (shape.kind !== "object" || !(model instanceof modelina.ObjectModel)) continue;
    for (const property of shape.properties) model.properties[property.name] = propertyModel(shape.name, property);
  }
  const input = new modelina.InputMetaModel();
  input.models = Object.fromEntries(models);
  input.originalInput = {};
  return input;

  function propertyModel(owner: string, property: PropertyShape): Modelina.ObjectPropertyModel {
    const { name, required, description, shape } = property;
    const model = metaModel(name, shape, description);
    if (shape.kind === "named" && reaches(named, shape.name, owner)) model.originalInput.recursive = true;
    return new modelina.ObjectPropertyModel(name, required, model);
  }

  function metaModel(name: string, shape: Shape, description = ""): Modelina.MetaModel {
    const [input, options] = [{ description }, { isNullable: shape.nullable }];
    if (shape.kind === "list") return new modelina.ArrayModel(name, input, options, metaModel(name, shape.of));
    if (shape.kind === "map") {
      const key = new modelina.StringModel(name, {}, {});
      return new modelina.DictionaryModel(name, input, options, key, metaModel(name, shape.of), "normal");
    }
    if (shape.kind === "named") {
      const target = models.get(shape.name) ?? new modelina.AnyModel(name, input, options);
      return new modelina.ReferenceModel(shape.name, input, options, target);
    }
    const kinds = {
      any: modelina.AnyModel,
      string: modelina.StringModel,
      integer: modelina.IntegerModel,
      number: modelina.FloatModel,
      boolean: modelina.BooleanModel,
    } as const;
    return new kinds[shape.kind](name, input, options);
  }
}

/** Whether a class holds another, however deep. */
function reaches(named: readonly NamedShape[], from: string, to: string): boolean {
  const open = [from];
  // The list goes on to what is added while it is gone through.
  for (const name of open) {
    if (name === to) return true;
    const shape = named.find((each) => each.name === name);
    const below = shape?.kind === "object" ? shape.properties.map((property) => property.shape) : [];
    for (const each of below) if (each.kind === "named" && !open.includes(each.name)) open.push(each.name);
  }
  return false;
}

function emptyModel(modelina: typeof Modelina, shape: NamedShape): Modelina.ObjectModel | Modelina.EnumModel {
  const { kind, name, description } = shape;
  if (kind === "object") return new modelina.ObjectModel(name, { description }, {}, Object.create(null));
  const values = shape.values.map((value) => new modelina.EnumValueModel(value, value));
  return new modelina.EnumModel(name, { description }, {}, values);
}
