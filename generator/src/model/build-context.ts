import { type Diagnostic, diagnostic, type Finding, type Severity } from "../diagnostic.js";
import { type DocumentSet, laterPlaceOf } from "../read/document-set.js";
import type { Node } from "../read/node.js";
import type { Mode } from "../read/plan.js";
import type { NameBook } from "./name-book.js";
import type { Source } from "./source.js";

/** What every part of building the model needs: the documents, how strict to be, and where to put what is wrong. */
export interface BuildContext {
  readonly set: DocumentSet;
  readonly mode: Mode;
  readonly diagnostics: Diagnostic[];
  readonly names: NameBook;
}

/** Where a node stands, as the model keeps it. */
export function sourceOf(context: Pick<BuildContext, "set">, node: Pick<Node, "file" | "pointer">): Source {
  return laterPlaceOf(context.set, node);
}

/** How bad it is that a key of ours is not understood: in documents of others it may be theirs, and is left out. */
export function severityOfOurs(context: Pick<BuildContext, "mode">): Severity {
  return context.mode === "house" ? "error" : "warning";
}

/** Notes what is wrong with a document. */
export function report(context: BuildContext, code: string, finding: Finding, severity: Severity = "error"): void {
  context.diagnostics.push(diagnostic(code, finding, severity));
}
