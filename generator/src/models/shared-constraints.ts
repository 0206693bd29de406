import { identifier, type NameRules } from "./identifier.js";
import type { Modelina } from "./modelina.js";
import { stringLiteral } from "./text.js";

/** How a language names what a model holds. */
export interface LanguageNames {
  readonly properties: NameRules;
  readonly enumValues: NameRules;
  /** Names of classes that mean something else in the files that are written. */
  readonly takenTypes: ReadonlySet<string>;
}

/**
 * Names of classes come from the contract, names of properties by our rules: Modelina's spell out what is no letter (`loan-id` would
 * be `loanMinusId`).
 */
export function constraints<Options>({
  properties,
  enumValues,
  takenTypes,
}: LanguageNames): Modelina.Constraints<Options> {
  return {
    modelName: ({ modelName }) => (takenTypes.has(modelName) ? `${modelName}Model` : modelName),
    propertyKey: ({ objectPropertyModel, constrainedObjectModel }) =>
      identifier(
        objectPropertyModel.propertyName,
        properties,
        // A member may not be called like its class, says C#.
        (name) => name === constrainedObjectModel.name || Object.hasOwn(constrainedObjectModel.properties, name),
      ),
    enumKey: ({ enumKey, constrainedEnumModel }) =>
      identifier(enumKey, enumValues, (name) => constrainedEnumModel.values.some(({ key }) => key === name)),
    enumValue: ({ enumValue }) => stringLiteral(String(enumValue)),
    constant: () => undefined,
  };
}

/** A model, and the property that it is the type of, where it is one's. */
export interface TypeContext {
  readonly constrainedModel: Modelina.ConstrainedMetaModel;
  readonly partOfProperty?: Modelina.ConstrainedObjectPropertyModel;
}

/** One function for all kinds of types. */
export function typeMapping<Options, Manager extends Modelina.AbstractDependencyManager>(
  typeOf: (context: TypeContext) => string,
): Modelina.TypeMapping<Options, Manager> {
  return {
    Object: typeOf,
    Reference: typeOf,
    Any: typeOf,
    Float: typeOf,
    Integer: typeOf,
    String: typeOf,
    Boolean: typeOf,
    Tuple: typeOf,
    Array: typeOf,
    Enum: typeOf,
    Union: typeOf,
    Dictionary: typeOf,
  };
}

/** What a type is made of. */
export interface TypeWords {
  readonly string: string;
  readonly integer: string;
  readonly number: string;
  readonly boolean: string;
  readonly any: string;
  list(of: string): string;
  map(of: string): string;
}

/** The type of a model as such, whether or not it may be null or absent. */
export function plainType(modelina: typeof Modelina, model: Modelina.ConstrainedMetaModel, words: TypeWords): string {
  if (model instanceof modelina.ConstrainedStringModel) return words.string;
  if (model instanceof modelina.ConstrainedIntegerModel) return words.integer;
  if (model instanceof modelina.ConstrainedFloatModel) return words.number;
  if (model instanceof modelina.ConstrainedBooleanModel) return words.boolean;
  if (model instanceof modelina.ConstrainedArrayModel) return words.list(model.valueModel.type);
  if (model instanceof modelina.ConstrainedDictionaryModel) return words.map(model.value.type);
  if (model instanceof modelina.ConstrainedAnyModel) return words.any;
  return model.name;
}

/** Whether null is a value of a model. */
export function isNullable({ options }: Modelina.ConstrainedMetaModel): boolean {
  return options.isNullable === true;
}

/** Where a property may be left out and may be null, and the two are not the same. */
export function hasTwoNothings({ required, property }: Modelina.ConstrainedObjectPropertyModel): boolean {
  return !required && isNullable(property);
}

/** The description of a model or property. */
export function descriptionOf({ originalInput }: Pick<Modelina.ConstrainedMetaModel, "originalInput">): string {
  const { description } = Object(originalInput) as { readonly description?: unknown };
  return typeof description === "string" ? description : "";
}
