import type { Finding, Severity } from "../diagnostic.js";
import type { ContractModel } from "../model/contract-model.js";
import type { Mode, RetentionClass } from "../read/plan.js";
import type { SoundVersions } from "./sound-versions.js";

/** What a rule judges. */
export interface CheckContext {
  readonly model: ContractModel;
  readonly mode: Mode;
  /** The retention classes that the config knows. */
  readonly retention: Readonly<Record<string, RetentionClass>>;
  /** Files in which reading found errors: what is absent from the model may only be unread. */
  readonly broken: ReadonlySet<string>;
  /** Versions that need not be looked at again. */
  readonly sound: SoundVersions;
}

/** A rule, as data: what it is for, and how to find what breaks it. */
export interface Rule {
  /** The code of its diagnostics. */
  readonly id: string;
  /** One sentence: what goes wrong where it is broken. */
  readonly purpose: string;
  readonly severity: Severity;
  /** `house` for rules that demand our own keys and conventions; `always` for what no document may do. */
  readonly applies: "always" | "house";
  /** True where the rule speaks of what is absent, and so must have seen every file. */
  readonly needsAll?: true;
  /** True where the rule judges what was made of names, and would only repeat that a name is illegal. */
  readonly needsNames?: true;
  check(context: CheckContext): readonly Finding[];
}
