import type { JsonValue } from "../json.js";
import type {
  DefaultStep,
  GroupStep,
  JoinStep,
  MapEnumStep,
  MoveStep,
  RemoveStep,
  RenameStep,
  SetStep,
  SplitByStep,
  ToDecimalStringStep,
} from "./step.js";

/** `rename: { path, to }`: the property at `path` gets the name `to` under the same parent. */
export const rename = (path: string, to: string): RenameStep => ({ op: "rename", path, to });

/** `move: { path, to }`: the property at `path` goes to the pointer `to`. */
export const move = (path: string, to: string): MoveStep => ({ op: "move", path, to });

/** `remove: { path, because? }`: the property at `path` goes away. */
export const remove = (path: string, because?: string): RemoveStep =>
  because === undefined ? { op: "remove", path } : { op: "remove", path, because };

/** `set: { path, value, because }`: an invented constant, which therefore says why. */
export const set = (path: string, value: JsonValue, because: string): SetStep => ({ op: "set", path, value, because });

/** `default: { path, value, because }`: a constant for those messages that lack the property. (`default` is a reserved word.) */
export const setDefault = (path: string, value: JsonValue, because: string): DefaultStep => ({
  op: "default",
  path,
  value,
  because,
});

/** `mapEnum: { path, table, else? }`: old member to new member; without `else` an unmapped member is refused. */
export const mapEnum = (
  path: string,
  table: { readonly [member: string]: JsonValue },
  otherwise?: JsonValue,
): MapEnumStep =>
  otherwise === undefined ? { op: "mapEnum", path, table } : { op: "mapEnum", path, table, else: otherwise };

/** `splitBy: { path, pattern, into? }`: each named group becomes a sibling of its name, or goes to its pointer in `into`. */
export const splitBy = (path: string, pattern: string, into?: { readonly [group: string]: string }): SplitByStep =>
  into === undefined ? { op: "splitBy", path, pattern } : { op: "splitBy", path, pattern, into };

/** `join: { paths, into, separator }`: the texts at `paths`, in order, become one text at `into`. */
export const join = (paths: readonly string[], into: string, separator: string): JoinStep => ({
  op: "join",
  paths,
  into,
  separator,
});

/** `group: { paths, into }`: each path goes under the object `into` and keeps its last name. */
export const group = (paths: readonly string[], into: string): GroupStep => ({ op: "group", paths, into });

/** `toDecimalString: { path, scale }`: the number at `path` becomes its exact decimal text with `scale` digits after the point. */
export const toDecimalString = (path: string, scale: number): ToDecimalStringStep => ({
  op: "toDecimalString",
  path,
  scale,
});
