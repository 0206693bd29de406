import type { JsonValue } from "../json.js";

/** Gives a property another name under the same parent. */
export interface RenameStep {
  readonly op: "rename";
  readonly path: string;
  readonly to: string;
}
/** Moves a property to another place; missing objects on the way are made. */
export interface MoveStep {
  readonly op: "move";
  readonly path: string;
  readonly to: string;
}
/** Takes a property away. */
export interface RemoveStep {
  readonly op: "remove";
  readonly path: string;
  readonly because?: string;
}
/** Puts a constant where nothing stands. */
export interface SetStep {
  readonly op: "set";
  readonly path: string;
  readonly value: JsonValue;
  readonly because: string;
}
/** Puts a constant where the property is absent and leaves it alone otherwise. */
export interface DefaultStep {
  readonly op: "default";
  readonly path: string;
  readonly value: JsonValue;
  readonly because: string;
}
/** Replaces members of an enumeration by a table. */
export interface MapEnumStep {
  readonly op: "mapEnum";
  readonly path: string;
  readonly table: { readonly [member: string]: JsonValue };
  readonly else?: JsonValue;
}
/** Takes a text apart by the named groups of a pattern that must match all of it. */
export interface SplitByStep {
  readonly op: "splitBy";
  readonly path: string;
  readonly pattern: string;
  readonly into?: { readonly [group: string]: string };
}
/** Joins texts to one. */
export interface JoinStep {
  readonly op: "join";
  readonly paths: readonly string[];
  readonly into: string;
  readonly separator: string;
}
/** Moves properties under one object, each keeping its name. */
export interface GroupStep {
  readonly op: "group";
  readonly paths: readonly string[];
  readonly into: string;
}
/** Writes a number as a decimal text of a fixed scale, exactly or not at all. */
export interface ToDecimalStringStep {
  readonly op: "toDecimalString";
  readonly path: string;
  readonly scale: number;
}

/** One closed step of an upcaster: readonly plain data, as generated code holds it. */
export type UpcastStep =
  | RenameStep
  | MoveStep
  | RemoveStep
  | SetStep
  | DefaultStep
  | MapEnumStep
  | SplitByStep
  | JoinStep
  | GroupStep
  | ToDecimalStringStep;

/** The name of a step, as documents write it. */
export type UpcastOp = UpcastStep["op"];
