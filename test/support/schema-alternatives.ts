import { type JsonSchema, parsePointer, resolvePointer } from "@insaka/schema";

/** A schema written as an object. */
export type Node = { readonly [keyword: string]: unknown };

/** One way to satisfy a schema: nodes that all judge the same place, combinators already chosen. `undefined`: no way. */
export type Alternative = readonly Node[];

/** More alternatives than this say nothing new and only cost time. */
const MOST = 16;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The ways in which the schemas can all be satisfied: every member of `allOf`, one of `anyOf` and of `oneOf`, `if` with
 * `then`, or `else`. `not` is left to the judge that filters afterwards.
 */
export function alternatives(root: JsonSchema, schemas: readonly unknown[], depth = 0): readonly Alternative[] {
  return schemas.reduce<readonly Alternative[]>((ways, schema) => product(ways, waysOf(root, schema, depth)), [[]]);
}

function waysOf(root: JsonSchema, schema: unknown, depth: number): readonly Alternative[] {
  if (schema === false) return [];
  if (!isNode(schema) || depth > 12) return [[]];
  if (typeof schema.$ref === "string") {
    return waysOf(root, resolvePointer(root, parsePointer(schema.$ref.slice(1))), depth + 1);
  }
  let ways: readonly Alternative[] = [[schema]];
  const all = (members: readonly unknown[]) => alternatives(root, members, depth + 1);
  if (Array.isArray(schema.allOf)) ways = product(ways, all(schema.allOf));
  for (const keyword of ["anyOf", "oneOf"]) {
    const members = schema[keyword];
    if (Array.isArray(members))
      ways = product(
        ways,
        members.flatMap((member) => all([member])),
      );
  }
  if (schema.if !== undefined) ways = product(ways, [...all([schema.if, schema.then]), ...all([schema.else])]);
  return ways;
}

function product(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  return left.flatMap((one) => right.map((other) => [...one, ...other])).slice(0, MOST);
}
