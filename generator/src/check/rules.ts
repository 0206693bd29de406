import type { Rule } from "./rule.js";

/** Every rule. A new rule is a file and a line here. */
export const rules: readonly Rule[] = [];
