import type { JsonSchema } from "@insaka/schema";
import { typeNameOf } from "../model/naming.js";
import type { NamedShape, ObjectShape, PayloadShape, PropertyShape, Shape } from "./shape.js";

type SchemaObject = Readonly<Record<string, unknown>>;

/** Schemas within each other, without a name between them, that are looked into. */
const deepest = 64;

/**
 * The shape of a payload. Names are those of the contract: the version's type for the payload, shared types by theirs, and for what has no
 * name its place: `LoanApprovedV1Applicant`.
 * @param name - of the payload's class
 * @param shared - what `#/definitions/<Name>` refers to
 */
export function payloadShape(name: string, schema: JsonSchema, shared: ReadonlyMap<string, JsonSchema>): PayloadShape {
  const shapes = new Shapes(shared);
  const root = shapes.of(schema, { name, depth: 0, through: [] });
  return { root, named: shapes.named() };
}

/** Where a schema stands. */
interface Place {
  /** What a class is called that is made here. */
  readonly name: string;
  readonly depth: number;
  /** The shared types on the way here that made no class: one of them within itself has no end. */
  readonly through: readonly string[];
}

/** JSON as it comes may be null. */
const any: Shape = { kind: "any", nullable: true };

class Shapes {
  readonly #shared: ReadonlyMap<string, JsonSchema>;
  readonly #named = new Map<string, NamedShape | undefined>();
  readonly #ofShared = new Map<string, string>();
  /** In lower case: file systems that make no difference would put two classes into one file. */
  readonly #taken = new Set<string>();

  constructor(shared: ReadonlyMap<string, JsonSchema>) {
    this.#shared = shared;
  }

  named(): readonly NamedShape[] {
    return [...this.#named.values()].filter((shape) => shape !== undefined);
  }

  of(schema: JsonSchema, place: Place): Shape {
    if (typeof schema === "boolean" || place.depth > deepest) return any;
    if (typeof schema.$ref === "string") return this.#reference(schema.$ref.slice("#/definitions/".length), place);
    const flat = withoutNull(schema);
    if (flat === undefined) return any;
    const { schema: plain, nullable } = flat;
    if (typeof plain.$ref === "string") return { ...this.of(plain as JsonSchema, place), nullable: true };
    const shape = this.#plain(plain, place);
    return nullable ? { ...shape, nullable } : shape;
  }

  #reference(name: string, place: Place): Shape {
    const known = this.#ofShared.get(name);
    if (known !== undefined) return { kind: "named", name: known, nullable: this.#isNullable(name) };
    const schema = this.#shared.get(name);
    if (schema === undefined || place.through.includes(name)) return any;
    return this.of(schema, { name: typeNameOf(name), depth: place.depth + 1, through: [...place.through, name] });
  }

  #isNullable(name: string): boolean {
    const schema = this.#shared.get(name);
    return typeof schema === "object" && withoutNull(schema)?.nullable === true;
  }

  #plain(schema: SchemaObject, place: Place): Shape {
    if (Object.hasOwn(schema, "const")) return this.#enumeration(schema, [schema.const], place);
    if (Array.isArray(schema.enum)) return this.#enumeration(schema, schema.enum, place);
    if (["oneOf", "anyOf", "if", "patternProperties", "not"].some((keyword) => combines(schema, keyword))) return any;
    const merged = merge(schema, this.#shared);
    if (merged === undefined) return any;
    const type = merged.type ?? (Object.hasOwn(merged, "properties") ? "object" : undefined);
    if (type === "object") return this.#object(merged, place);
    if (type === "array") return this.#list(merged, place);
    if (type === "string" || type === "integer" || type === "number" || type === "boolean")
      return { kind: type, nullable: false };
    return any;
  }

  /** A language's enumeration has names for values, so only strings make one; other values are of their type. */
  #enumeration(schema: SchemaObject, values: readonly unknown[], place: Place): Shape {
    if (values.every((value) => typeof value === "string") && values.length > 0) {
      const name = this.#claim(place);
      const distinct = [...new Set(values)];
      this.#named.set(name, { kind: "enum", name, description: textOf(schema.description), values: distinct });
      return { kind: "named", name, nullable: false };
    }
    if (values.every((value) => typeof value === "boolean")) return { kind: "boolean", nullable: false };
    if (values.every((value) => Number.isSafeInteger(value))) return { kind: "integer", nullable: false };
    if (values.every((value) => typeof value === "number")) return { kind: "number", nullable: false };
    return any;
  }

  #list({ items }: SchemaObject, place: Place): Shape {
    const inner = { ...place, name: `${place.name}Item`, depth: place.depth + 1 };
    const of = items === undefined || Array.isArray(items) ? any : this.of(items as JsonSchema, inner);
    return { kind: "list", of, nullable: false };
  }

  #object(schema: SchemaObject, place: Place): Shape {
    const declared = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
    const others = schema.additionalProperties;
    const open = others !== undefined && others !== false;
    // Names that are not known beforehand, beside those that are, or instead: a map keeps all of them.
    if (declared.length === 0) {
      const inner = { ...place, name: `${place.name}Value`, depth: place.depth + 1 };
      return { kind: "map", of: open ? this.of(others as JsonSchema, inner) : any, nullable: false };
    }
    if (open || declared.some(([name]) => !isPlainName(name))) return { kind: "map", of: any, nullable: false };
    const name = this.#claim(place);
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const properties = declared.map(([key, member]): PropertyShape => {
      const inner = { name: `${name}${typeNameOf(key).replace(/^_/, "")}`, depth: 0, through: [] };
      const description = textOf(typeof member === "object" ? member.description : undefined);
      return { name: key, required: required.has(key), description, shape: this.of(member, inner) };
    });
    const shape: ObjectShape = { kind: "object", name, description: textOf(schema.description), properties };
    this.#named.set(name, shape);
    return { kind: "named", name, nullable: false };
  }

  /** Kept from the first sight of a class on, so that it may hold itself. */
  #claim({ name: wanted, through }: Place): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name.toLowerCase()); number += 1) name = `${wanted}_${number}`;
    this.#taken.add(name.toLowerCase());
    this.#named.set(name, undefined);
    const shared = through.at(-1);
    if (shared !== undefined && typeNameOf(shared) === wanted) this.#ofShared.set(shared, name);
    return name;
  }
}

/** Names that the tags and annotations of all the languages can carry; Go's know no quotes, commas and backslashes. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}!#$%&()*+\-./:;<=>?@[\]^_{|}~ ]+$/u.test(name) && name !== "-";
}

function combines(schema: SchemaObject, keyword: string): boolean {
  const value = schema[keyword];
  if (!Array.isArray(value)) return value !== undefined && keyword !== "not";
  // Branches that only require or bound say nothing about what there is.
  return value.some((branch) => typeof branch !== "object" || Object.keys(branch as object).some(telling));
}

function telling(keyword: string): boolean {
  return ["$ref", "type", "properties", "items", "enum", "const", "allOf", "anyOf", "oneOf"].includes(keyword);
}

/** The members of `allOf` laid over each other, as far as that can be said of them: all of them objects with properties. */
function merge(schema: SchemaObject, shared: ReadonlyMap<string, JsonSchema>, depth = 0): SchemaObject | undefined {
  if (depth > deepest) return undefined;
  if (!Array.isArray(schema.allOf)) return schema;
  const { allOf, ...own } = schema;
  let merged: SchemaObject = own;
  for (const member of allOf as readonly JsonSchema[]) {
    if (member === true) continue;
    if (member === false) return undefined;
    const named = typeof member.$ref === "string" ? shared.get(member.$ref.slice("#/definitions/".length)) : member;
    if (typeof named !== "object" || ["oneOf", "anyOf", "if"].some((keyword) => combines(named, keyword)))
      return undefined;
    const part = merge(named, shared, depth + 1);
    if (part === undefined || (part.type !== undefined && typeof part.type !== "string")) return undefined;
    if (merged.type !== undefined && part.type !== undefined && merged.type !== part.type) return undefined;
    merged = over(merged, part);
  }
  return merged;
}

function over(one: SchemaObject, other: SchemaObject): SchemaObject {
  const [properties, more] = [one.properties, other.properties] as (Record<string, JsonSchema> | undefined)[];
  const required = [one.required, other.required].flatMap((names) => (Array.isArray(names) ? names : []));
  const joined = properties === undefined && more === undefined ? {} : { properties: { ...more, ...properties } };
  return { ...other, ...one, ...joined, required };
}

/** A schema without its null, and whether it had one; undefined where it allows several other types. */
function withoutNull(schema: SchemaObject): { readonly schema: SchemaObject; readonly nullable: boolean } | undefined {
  const { type } = schema;
  if (Array.isArray(type)) {
    const others = type.filter((each) => each !== "null");
    if (others.length !== 1) return undefined;
    const values = Array.isArray(schema.enum) ? { enum: schema.enum.filter((value) => value !== null) } : {};
    return { schema: { ...schema, ...values, type: others[0] }, nullable: others.length < type.length };
  }
  if (Array.isArray(schema.enum) && schema.enum.includes(null) && schema.enum.length > 1)
    return { schema: { ...schema, enum: schema.enum.filter((value) => value !== null) }, nullable: true };
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || branches.length !== 2) continue;
    const others = branches.filter((branch) => !isNull(branch));
    if (others.length !== 1 || typeof others[0] !== "object" || schema.type !== undefined) continue;
    const inner = typeof others[0].$ref === "string" ? { schema: others[0], nullable: true } : withoutNull(others[0]);
    return inner === undefined ? undefined : { schema: inner.schema as SchemaObject, nullable: true };
  }
  return { schema, nullable: false };
}

function isNull(schema: unknown): boolean {
  const { type, const: value, enum: values } = Object(schema) as SchemaObject;
  return type === "null" || value === null || (Array.isArray(values) && values.every((each) => each === null));
}

function textOf(description: unknown): string {
  return typeof description === "string" ? description : "";
}
