import { type Diagnostic, diagnostic } from "../diagnostic.js";
import type { Memory } from "../recall.js";
import { names } from "./names.js";
import type { CheckContext } from "./rule.js";
import { rules } from "./rules.js";
import { SoundVersions } from "./sound-versions.js";

/** Holds a model against every rule that applies. */
export function checkModel(given: Omit<CheckContext, "sound">, memory: Memory): readonly Diagnostic[] {
  const sound = new SoundVersions(given, memory);
  const context: CheckContext = { ...given, sound };
  const illegal = names.some((rule) => rule.check(context).length > 0);
  const found = rules
    .filter(({ applies }) => applies === "always" || context.mode === "house")
    .filter(({ needsNames }) => needsNames === undefined || !illegal)
    .filter(({ needsAll }) => needsAll === undefined || context.broken.size === 0)
    .flatMap((rule) => rule.check(context).map((finding) => diagnostic(rule.id, finding, rule.severity)));
  // What is said of a schema in a broken file is not the last word on it.
  if (context.broken.size === 0) sound.remember();
  return found;
}
