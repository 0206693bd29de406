import { referred } from "./find-property.js";
import {
  type Around,
  asAlternatives,
  combinators,
  hasAny,
  isSchemaObject,
  members,
  type NormaliserRule,
  objectKeywords,
  type SchemaObject,
  without,
} from "./rule.js";

const telling: readonly (readonly [string, readonly string[]])[] = [
  ["object", objectKeywords],
  ["array", ["items", "additionalItems", "contains"]],
];

/** They bound values of a type: beside combinators, often values of one branch. */
const bounding: readonly (readonly [string, readonly string[]])[] = [
  ["object", ["minProperties", "maxProperties", "propertyNames"]],
  ["array", ["minItems", "maxItems", "uniqueItems"]],
  ["string", ["pattern", "minLength", "maxLength"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
];

/** What type a schema has. */
export const typeRules: readonly NormaliserRule[] = [
  {
    id: "enum-of-type",
    purpose: "A member of an enum that is not of the schema's type goes: it is never valid.",
    rewrite(schema) {
      const types = statedTypes(schema);
      if (!Array.isArray(schema.enum) || types.length === 0) return schema;
      const possible = schema.enum.filter((member) => types.some((type) => isOfType(member, type)));
      return possible.length === schema.enum.length ? schema : { ...schema, enum: possible };
    },
  },
  {
    id: "implied-type",
    purpose:
      "A keyword without `type` has the types of the branches beside it, else the one that it implies; a bound only where there are none.",
    rewrite(schema, { shared }) {
      if (hasAny(schema, ["type", "const", "enum", "$ref"])) return schema;
      const implied = hasAny(schema, combinators) ? telling : [...telling, ...bounding];
      const [type] = implied.find(([, keywords]) => hasAny(schema, keywords)) ?? [];
      return type === undefined ? schema : { ...schema, type: typesOfBranches(schema, shared) ?? type };
    },
  },
  {
    id: "type-list",
    purpose: "Several types become alternatives, one each, so that each has only the keywords that are its own.",
    rewrite(schema) {
      const types = statedTypes(schema);
      if (types.length === 0 || !Array.isArray(schema.type) || hasAny(schema, ["const", "enum", "$ref"])) return schema;
      const own = without(schema, ...combinators);
      const [only] = types;
      if (types.length === 1 && only !== undefined) return { ...schema, type: only };
      return asAlternatives(
        schema,
        types.map((type) => ({ ...own, type })),
      );
    },
  },
];

function statedTypes({ type }: SchemaObject): readonly string[] {
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((each): each is string => typeof each === "string") : [];
}

/** The types that branches state, where each of them states some: a keyword beside them speaks of one of these. */
function typesOfBranches(schema: SchemaObject, shared: Around["shared"]): readonly string[] | undefined {
  const branches = ["anyOf", "oneOf"].flatMap((keyword) => members(schema, keyword));
  const types = branches.map((branch) => {
    const target = isSchemaObject(branch) ? (referred(branch.$ref, shared) ?? branch) : branch;
    return isSchemaObject(target) ? statedTypes(target) : [];
  });
  return types.length === 0 || types.some((each) => each.length === 0) ? undefined : [...new Set(types.flat())];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
