import type { CompatRule } from "../check/compat-rule.js";
import { messages } from "./messages.js";
import { readers } from "./readers.js";
import { retired } from "./retired.js";
import { upcasters } from "./upcasters.js";
import { versions } from "./versions.js";

/** Every rule that needs no more than contracts. */
export const contractRules: readonly CompatRule[] = [...messages, ...versions, ...readers, ...retired, ...upcasters];
