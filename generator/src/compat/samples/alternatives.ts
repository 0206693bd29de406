import { type JsonSchema, resolvePointer } from "@insaka/schema";

/** A schema written as an object. */
export type SchemaNode = { readonly [keyword: string]: unknown };

/** One way to satisfy a schema: nodes that all judge the same place, combinators already chosen. None: no way. */
export type Alternative = readonly SchemaNode[];

/** More alternatives than this say nothing new and only cost time. */
const MOST = 16;

/** More than this many references and combinators within each other lead nowhere. */
const DEEPEST = 12;

/** Schemas that are looked at for one place: combinators within combinators would go on for ever. */
const MOST_SCHEMAS = 2_000;

/** What is looked in, and how much more may be. */
interface Search {
  readonly root: JsonSchema;
  left: number;
}

export const isNode = (value: unknown): value is SchemaNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The ways in which the schemas can all be satisfied: every member of `allOf`, one of `anyOf` and of `oneOf`, `if` with
 * `then`, or `else`. `not` is left to the judge that filters afterwards.
 */
export function alternatives(root: JsonSchema, schemas: readonly unknown[]): readonly Alternative[] {
  return waysOfAll({ root, left: MOST_SCHEMAS }, schemas, 0);
}

function waysOfAll(search: Search, schemas: readonly unknown[], depth: number): readonly Alternative[] {
  return schemas.reduce<readonly Alternative[]>((ways, schema) => product(ways, waysOf(search, schema, depth)), [[]]);
}

function waysOf(search: Search, schema: unknown, depth: number): readonly Alternative[] {
  search.left -= 1;
  if (schema === false) return [];
  if (!isNode(schema) || depth > DEEPEST || search.left < 0) return [[]];
  if (typeof schema.$ref === "string") return waysOf(search, targetOf(search.root, schema.$ref), depth + 1);
  let ways: readonly Alternative[] = [[schema]];
  const all = (members: readonly unknown[]) => waysOfAll(search, members, depth + 1);
  if (Array.isArray(schema.allOf)) ways = product(ways, all(schema.allOf));
  for (const keyword of ["anyOf", "oneOf"]) {
    const members = schema[keyword];
    if (!Array.isArray(members)) continue;
    // What is cut off later need not be unfolded.
    const each = members.slice(0, MOST).flatMap((member) => all([member]));
    ways = product(ways, each);
  }
  if (schema.if !== undefined) ways = product(ways, [...all([schema.if, schema.then]), ...all([schema.else])]);
  return ways;
}

/** What it refers to within the schema; a reference to nothing says nothing here: the validator refuses it. */
function targetOf(root: JsonSchema, reference: string): unknown {
  if (!reference.startsWith("#")) return true;
  // Not `parsePointer`: a definition may have any name.
  const tokens = decodeURIComponent(reference.slice(1)).split("/").slice(1);
  return resolvePointer(
    root,
    tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")),
  );
}

function product(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  return left.flatMap((one) => right.map((other) => [...one, ...other])).slice(0, MOST);
}
