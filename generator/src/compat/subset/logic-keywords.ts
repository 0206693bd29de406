import type { Context, SchemaObject } from "./keyword-context.js";
import { listOf } from "./keyword-values.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** Up to so many alternatives of `oneOf` are each set against all others; more are halved first. */
const FEW = 8;

/** `allOf`, `anyOf`, `oneOf`, `not` and `if`. */
export function logicNodes(schema: SchemaObject, context: Context): Node[] {
  const { table, here } = context;
  const nodes: Node[] = [];
  const read = (keyword: string) => listOf(schema, keyword)?.map((part) => here(part, keyword));
  const all = read("allOf");
  const any = read("anyOf");
  const one = read("oneOf");
  if (all !== undefined) nodes.push(...all);
  if (any !== undefined) nodes.push(table.or(any));
  if (one !== undefined) nodes.push(exactlyOne(one, table));
  if (schema.not !== undefined) nodes.push(table.not(here(schema.not, "not")));
  if (schema.if !== undefined && (schema.then !== undefined || schema.else !== undefined)) {
    const condition = here(schema.if, "if");
    const met = schema.then === undefined ? table.anything : here(schema.then, "then");
    const otherwise = schema.else === undefined ? table.anything : here(schema.else, "else");
    nodes.push(table.or([table.and([condition, met]), table.and([table.not(condition), otherwise])]));
  }
  return nodes;
}

/** Exactly one of the nodes holds. Halving keeps the formula small where there are many. */
function exactlyOne(nodes: readonly Node[], table: NodeTable): Node {
  const none = (some: readonly Node[]) => table.and(some.map((node) => table.not(node)));
  if (nodes.length <= FEW) {
    return table.or(nodes.map((node, index) => table.and([node, none(nodes.toSpliced(index, 1))])));
  }
  const middle = nodes.length >> 1;
  const left = nodes.slice(0, middle);
  const right = nodes.slice(middle);
  return table.or([
    table.and([exactlyOne(left, table), none(right)]),
    table.and([none(left), exactlyOne(right, table)]),
  ]);
}
