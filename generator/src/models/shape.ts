/**
 * What a payload looks like to a language with classes and without unions. Whatever JSON Schema says beyond it is `any`: JSON as it comes,
 * which every language can carry unchanged.
 */
export type Shape = { readonly nullable: boolean } & (
  | { readonly kind: "any" | "string" | "integer" | "number" | "boolean" }
  | { readonly kind: "list" | "map"; readonly of: Shape }
  | { readonly kind: "named"; readonly name: string }
);

/** A class or an enumeration. */
export type NamedShape = ObjectShape | EnumShape;

/** An object whose properties are all known by name; what else it may hold is not kept. */
export interface ObjectShape {
  readonly kind: "object";
  readonly name: string;
  readonly description: string;
  readonly properties: readonly PropertyShape[];
}

/** A property by its name on the wire. */
export interface PropertyShape {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly shape: Shape;
}

/** Strings of a closed list. */
export interface EnumShape {
  readonly kind: "enum";
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
}

/** All the classes and enumerations of one payload, the payload's own first. */
export interface PayloadShape {
  readonly root: Shape;
  readonly named: readonly NamedShape[];
}
