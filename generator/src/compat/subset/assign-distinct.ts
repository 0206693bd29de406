import type { JsonValue } from "@insaka/schema";
import { canonicalText } from "./canonical.js";
import type { Node } from "./node.js";
import { found, NONE, type Outcome } from "./outcome.js";
import type { DistinctValues, Solver } from "./solver.js";

/**
 * An array whose elements satisfy the nodes and all differ. A node with as many values as there are elements never stands in
 * another's way; for the rest it is a matching of elements to values, which augmenting paths decide.
 */
export function assignDistinct(nodes: readonly Node[], solver: Solver): Outcome {
  const choices = new Map<Node, DistinctValues>();
  for (const node of nodes) {
    // As many values as elements are enough, and one value is enough for the first look.
    if (!choices.has(node)) choices.set(node, solver.distinct(node, nodes.length));
  }
  const values = new Map<string, JsonValue>();
  const holder = new Map<string, number>();
  const textsOf = new Map<Node, readonly string[]>();
  for (const [node, choice] of choices) {
    const texts = choice.values.map((value) => {
      const text = canonicalText(value);
      values.set(text, value);
      return text;
    });
    textsOf.set(node, texts);
  }
  const takes = (position: number, tried: Set<string>): boolean => {
    for (const text of textsOf.get(nodes[position] as Node) ?? []) {
      if (tried.has(text)) continue;
      solver.budget.spend(1, "uniqueItems");
      tried.add(text);
      const other = holder.get(text);
      if (other !== undefined && !takes(other, tried)) continue;
      holder.set(text, position);
      return true;
    }
    return false;
  };
  for (const position of nodes.keys()) if (!takes(position, new Set())) return shortage([...choices.values()]);
  const elements = new Array<JsonValue>(nodes.length);
  for (const [text, position] of holder) elements[position] = values.get(text) as JsonValue;
  return found(elements);
}

/** There are too few values: is that proved? */
function shortage(choices: readonly DistinctValues[]): Outcome {
  let since = Number.POSITIVE_INFINITY;
  for (const { end } of choices) {
    if (end?.kind === "unknown") return end;
    if (end?.kind === "none") since = Math.min(since, end.since);
  }
  return since === Number.POSITIVE_INFINITY ? NONE : { kind: "none", since };
}
