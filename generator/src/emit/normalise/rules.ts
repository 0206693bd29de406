import { closedObjects } from "./closed-objects.js";
import { combinatorRules } from "./combinator-rules.js";
import { conditionalNames } from "./conditional-names.js";
import { inheritedNames } from "./inherited-names.js";
import { requiredElsewhere } from "./required-elsewhere.js";
import type { NormaliserRule } from "./rule.js";
import { tupleRules } from "./tuple-rules.js";
import { typeRules } from "./type-rules.js";

/**
 * Every rule, in the order in which they are applied to a schema, each to what those before it have made: first what type
 * it has, then the names that an object may have, then what its combinators add, last the forms that no keyword of JSON Schema
 * has.
 */
export const normaliserRules: readonly NormaliserRule[] = [
  ...typeRules,
  conditionalNames,
  requiredElsewhere,
  ...combinatorRules,
  inheritedNames,
  ...closedObjects,
  ...tupleRules,
];
