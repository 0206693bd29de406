import type { JsonSchema } from "../json.js";
import { isObject } from "../json.js";
import { resolvePointer, splitPointer } from "../pointer.js";
import { SchemaError } from "../schema-error.js";

/** A schema written as an object. */
export type SchemaNode = { readonly [keyword: string]: unknown };

/** Finds what a `$ref` in a node stands for; `undefined` where it leads out of the document. */
export type ResolveReference = (node: SchemaNode, reference: string) => JsonSchema | undefined;

/** The base of a document that names none. Nothing is ever fetched from it. */
const NO_BASE = "insaka://schema/";

/** Keywords whose value is an instance: an `$id` in there is data. */
const VALUES: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);

/** Reads the `$id`s of a schema once and resolves references by them and by JSON pointers (draft-07 section 8). */
export function referenceIndex(root: JsonSchema): ResolveReference {
  const resources = new Map<string, unknown>([[NO_BASE, root]]);
  const bases = new Map<object, string>();
  collect(root, NO_BASE, false, resources, bases);
  return (node, reference) => {
    const [path = "", fragment = ""] = splitOnce(reference);
    const base = absolute(path, bases.get(node) ?? NO_BASE);
    const anchor = safeDecode(fragment);
    const found = /^(?:$|\/)/.test(anchor)
      ? byPointer(resources.get(base), anchor)
      : resources.get(`${base}#${anchor}`);
    return typeof found === "boolean" || isObject(found) ? (found as JsonSchema) : undefined;
  };
}

function collect(
  value: unknown,
  outer: string,
  inMap: boolean,
  resources: Map<string, unknown>,
  bases: Map<object, string>,
): void {
  if (typeof value !== "object" || value === null || bases.has(value)) return;
  let base = outer;
  const id = !inMap && isObject(value) && value.$ref === undefined ? value.$id : undefined;
  if (typeof id === "string") {
    const [path = "", anchor = ""] = splitOnce(id);
    base = absolute(path, outer);
    resources.set(anchor === "" ? base : `${base}#${anchor}`, value);
  }
  bases.set(value, base);
  for (const [key, child] of Object.entries(value)) {
    if (inMap || !VALUES.has(key)) collect(child, base, !inMap && isNameMap(key), resources, bases);
  }
}

function isNameMap(key: string): boolean {
  return key === "properties" || key === "patternProperties" || key === "definitions" || key === "$defs";
}

function splitOnce(text: string): string[] {
  const hash = text.indexOf("#");
  return hash < 0 ? [text] : [text.slice(0, hash), text.slice(hash + 1)];
}

function absolute(path: string, base: string): string {
  if (path === "") return base;
  try {
    return new URL(path, base).href;
  } catch {
    return path;
  }
}

function safeDecode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function byPointer(resource: unknown, pointer: string): unknown {
  try {
    return resolvePointer(resource, splitPointer(pointer));
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}
