import { parseStep } from "@insaka/schema";
import { placeKey } from "../read/document-set.js";
import { child, items, members, type Node, own, text } from "../read/node.js";
import type { UpcasterSource } from "../read/upcaster-source.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { FunctionUpcast, StepNode, Upcast, UpcasterCode } from "./contract-model.js";
import type { Source } from "./source.js";

/** Reads an `x-upcast`: a list of steps, or `{ function, because }`; null where there is none. */
export function buildUpcast(context: BuildContext, node: Node | undefined): Upcast | null {
  if (node === undefined) return null;
  if (own(node.value, "function") !== undefined) return buildFunction(context, node);
  const source = sourceOf(context, node);
  if (!Array.isArray(node.value)) {
    const hint =
      "Write it as a list: - rename: { path: /old, to: new }; or as { function: upcasters/<file>.ts, because: why }.";
    report(context, "bad-step", { at: source, message: "x-upcast is not a list of steps.", hint });
  }
  return { by: "steps", steps: items(node).map((step) => buildStep(context, step)), source };
}

function buildFunction(context: BuildContext, node: Node): FunctionUpcast {
  const hint = "Write it as { function: upcasters/<message>-v<n>.ts, because: why no steps can say it }.";
  for (const [key, member] of members(node)) {
    if (key === "because" || (key === "function" && text(member) !== undefined)) continue;
    const message = key === "function" ? "function is not the path of a file." : `x-upcast has no key "${key}".`;
    report(context, "upcaster-illegal", { at: sourceOf(context, member), message, hint });
  }
  const named = child(node, "function");
  const found = named === undefined ? undefined : context.set.upcasters.get(placeKey(named));
  return {
    by: "function",
    because: text(child(node, "because")) ?? null,
    code: found === undefined ? null : codeOf(found),
    source: sourceOf(context, named ?? node),
  };
}

function codeOf({ file, name, sha256, text: code, imports }: UpcasterSource): UpcasterCode {
  const at = (place: { readonly line: number; readonly column: number }): Source => ({ file, pointer: "", ...place });
  return {
    file,
    sha256,
    name,
    text: code,
    imports: imports.map(({ target, line, column }) => ({ target, source: at({ line, column }) })),
  };
}

function buildStep(context: BuildContext, node: Node): StepNode {
  const parsed = parseStep(node.value);
  if (parsed.ok) return { step: parsed.step, problem: null, problemKey: null, source: sourceOf(context, node) };
  const place = parsed.key === undefined ? node : keyPlace(node, parsed.key);
  const problemKey = parsed.key ?? null;
  return { step: null, problem: parsed.problem, problemKey, source: sourceOf(context, place) };
}

/** The key at fault stands either beside the step's name or within the step. */
function keyPlace(node: Node, key: string): Node {
  for (const inside of [node, ...Object.keys(Object(node.value)).map((name) => child(node, name))]) {
    const found = inside === undefined ? undefined : child(inside, key);
    if (found !== undefined) return found;
  }
  return node;
}
