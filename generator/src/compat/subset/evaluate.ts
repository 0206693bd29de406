import type { JsonObject, JsonValue } from "@insaka/schema";
import { canonicalText } from "./canonical.js";
import { compare, decimalOf, isMultiple } from "./decimal.js";
import { isOfFormat } from "./format-words.js";
import { TYPE_BITS, typeOf, WHOLE_NUMBERS } from "./json-type.js";
import { matchesPattern } from "./language/matches-pattern.js";
import type { ArrayAtom, Node, NumberAtom, ObjectAtom, StringAtom } from "./node.js";
import { atomType } from "./node-type.js";
import { ownProperty } from "./own-property.js";
import type { Restriction } from "./restrict.js";

/** True where the value satisfies the node. Exact: numbers are decimals, never doubles. */
export function holds(node: Node, value: JsonValue, restriction: Restriction): boolean {
  switch (node.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "and":
      return node.parts.every((part) => holds(part, value, restriction));
    case "or":
      return node.parts.some((part) => holds(part, value, restriction));
    case "types":
      return (node.types & typeBits(value)) !== 0;
    case "in":
      return isMember(node.values, value);
    case "not-in":
      return !isMember(node.values, value);
    case "lazy":
      return holds(restriction.expand(node), value, restriction);
    default:
      if (atomType(node) !== typeOf(value)) return true;
      if (typeof value === "number") return numberHolds(node as NumberAtom, value);
      if (typeof value === "string") return stringHolds(node as StringAtom, value);
      if (Array.isArray(value)) return arrayHolds(node as ArrayAtom, value, restriction);
      return objectHolds(node as ObjectAtom, value as JsonObject, restriction);
  }
}

function typeBits(value: JsonValue): number {
  if (typeof value === "number") return Number.isInteger(value) ? WHOLE_NUMBERS : 12 & ~WHOLE_NUMBERS;
  return TYPE_BITS[typeOf(value)] ?? 0;
}

function isMember(values: readonly { readonly text: string }[], value: JsonValue): boolean {
  const text = canonicalText(value);
  return values.some((member) => member.text === text);
}

function numberHolds(atom: NumberAtom, value: number): boolean {
  const exact = decimalOf(value);
  switch (atom.kind) {
    case "above":
      return compare(exact, atom.bound) > (atom.inclusive ? -1 : 0);
    case "below":
      return compare(exact, atom.bound) < (atom.inclusive ? 1 : 0);
    case "multiple":
      return isMultiple(exact, atom.step);
    case "not-multiple":
      return !isMultiple(exact, atom.step);
  }
}

/** The length that JSON Schema counts: code points. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) count -= 1;
  }
  return count;
}

function stringHolds(atom: StringAtom, value: string): boolean {
  switch (atom.kind) {
    case "min-length":
      return codePoints(value) >= atom.limit;
    case "max-length":
      return codePoints(value) <= atom.limit;
    case "matches":
      return matchesPattern(atom.pattern, value);
    case "mismatches":
      return !matchesPattern(atom.pattern, value);
    case "format":
      return isOfFormat(atom.format, value);
    case "not-format":
      return !isOfFormat(atom.format, value);
  }
}

function arrayHolds(atom: ArrayAtom, value: readonly JsonValue[], restriction: Restriction): boolean {
  const fits = (node: Node) => (element: JsonValue) => holds(node, element, restriction);
  const at = (index: number) => value[index] as JsonValue;
  switch (atom.kind) {
    case "min-items":
      return value.length >= atom.limit;
    case "max-items":
      return value.length <= atom.limit;
    case "item-at":
      return value.length <= atom.index || holds(atom.node, at(atom.index), restriction);
    case "has-item-at":
      return value.length > atom.index && holds(atom.node, at(atom.index), restriction);
    case "items-from":
      return value.slice(atom.index).every(fits(atom.node));
    case "some-item-from":
      return value.slice(atom.index).some(fits(atom.node));
    case "contains-least":
      return value.filter(fits(atom.node)).length >= atom.count;
    case "contains-most":
      return value.filter(fits(atom.node)).length <= atom.count;
    case "distinct-items":
      return new Set(value.map(canonicalText)).size === value.length;
    case "equal-items":
      return new Set(value.map(canonicalText)).size < value.length;
  }
}

function objectHolds(atom: ObjectAtom, value: JsonObject, restriction: Restriction): boolean {
  switch (atom.kind) {
    case "min-properties":
      return Object.keys(value).length >= atom.limit;
    case "max-properties":
      return Object.keys(value).length <= atom.limit;
    case "property":
    case "has-property": {
      const held = ownProperty(value, atom.name);
      if (held === undefined) return atom.kind === "property";
      return holds(atom.node, held as JsonValue, restriction);
    }
    case "properties-of":
    case "some-property-of": {
      const fits = (name: string) => holds(atom.node, ownProperty(value, name) as JsonValue, restriction);
      const named = Object.keys(value).filter((name) => holds(atom.names, name, restriction));
      return atom.kind === "properties-of" ? named.every(fits) : named.some(fits);
    }
  }
}
