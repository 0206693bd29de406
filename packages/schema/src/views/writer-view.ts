import { foundType, type JsonSchema } from "../json.js";
import { locate } from "../location/locate.js";
import type { Location } from "../location/location.js";
import { shownPointer } from "../location/shown-pointer.js";
import { resolvePointer } from "../pointer.js";
import { compileValidator, unjudged } from "../validate/compile-validator.js";
import type { Validator, Violation } from "../validate/violation.js";
import { hasUndeclared, undeclaredTokens } from "./undeclared.js";

/**
 * What a sender may send: valid, and at each closed place only declared names, so that the sender can never have used a
 * name that a later version gives a meaning. An undeclared name is a violation with the keyword `undeclared`.
 * @param validate - a validator of the same schema, where there is one already
 * @throws SchemaError as `compileValidator` does.
 */
export function compileWriterView(schema: JsonSchema, validate: Validator = compileValidator(schema)): Validator {
  const root = locate(schema);
  return (value) => {
    const violations = validate(value);
    if (violations.length > 0) return violations;
    try {
      if (!hasUndeclared(root, value)) return violations;
      return undeclaredTokens(root, value).map((tokens) => undeclaredName(root, value, tokens));
    } catch (error) {
      return [unjudged(value, error)];
    }
  };
}

function undeclaredName(root: Location, value: unknown, tokens: readonly string[]): Violation {
  const parent = tokens.slice(0, -1);
  const { names, patterns } = placeOf(root, value, parent);
  const patternNames = patterns.map((pattern) => `a name that matches ${pattern}`);
  return {
    pointer: shownPointer(root, value, tokens),
    keyword: "undeclared",
    expected: `only the declared names: ${[...names, ...patternNames].join(", ")}`,
    found: foundType(resolvePointer(value, tokens)),
  };
}

function placeOf(root: Location, value: unknown, tokens: readonly string[]): Location {
  let location = root;
  tokens.forEach((token, depth) => {
    const isArray = Array.isArray(resolvePointer(value, tokens.slice(0, depth)));
    location = isArray ? location.item(Number(token)) : location.property(token);
  });
  return location;
}
