import { type Diagnostic, diagnostic } from "../diagnostic.js";
import { names } from "./names.js";
import type { CheckContext } from "./rule.js";
import { rules } from "./rules.js";

/** Holds a model against every rule that applies. */
export function checkModel(context: CheckContext): readonly Diagnostic[] {
  const illegal = names.some((rule) => rule.check(context).length > 0);
  return rules
    .filter(({ applies }) => applies === "always" || context.mode === "house")
    .filter(({ needsNames }) => needsNames === undefined || !illegal)
    .filter(({ needsAll }) => needsAll === undefined || context.broken.size === 0)
    .flatMap((rule) => rule.check(context).map((finding) => diagnostic(rule.id, finding, rule.severity)));
}
