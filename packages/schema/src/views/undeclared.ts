import type { JsonValue } from "../json.js";
import type { Location } from "./location.js";

export function undeclared(_root: Location, _value: unknown): readonly string[] {
  throw new Error("to follow");
}

export function dropUndeclared(_root: Location, _value: JsonValue): JsonValue {
  throw new Error("to follow");
}
