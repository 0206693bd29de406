import { foundType, type JsonValue, parsePointer, type UpcastStep } from "@insaka/schema";
import fc from "fast-check";
import { matching } from "./strings.js";

/** Values that a step can answer, and where it looks for them. */
interface Likely {
  readonly tokens: readonly string[];
  readonly values: fc.Arbitrary<JsonValue>;
}

/**
 * Instances that the steps can answer more often than by luck: half the texts that are taken apart have the form for it,
 * half the amounts have as many digits after the point as are kept. A proof in which nearly everything is refused says little.
 */
export function withLikely(instances: fc.Arbitrary<JsonValue>, steps: readonly UpcastStep[]): fc.Arbitrary<JsonValue> {
  const likely = steps.flatMap(likelyFor);
  if (likely.length === 0) return instances;
  const chosen = fc.tuple(...likely.map(({ values }) => fc.option(values, { freq: 2, nil: undefined })));
  return fc.tuple(instances, chosen).map(([instance, values]) =>
    likely.reduce((changed, { tokens }, index) => {
      const value = values[index];
      return value === undefined ? changed : replaced(changed, tokens, value);
    }, instance),
  );
}

function likelyFor(step: UpcastStep): readonly Likely[] {
  if (step.op === "splitBy") {
    const whole = `^(?:${step.pattern})$`;
    return [{ tokens: parsePointer(step.path), values: matching(whole, 0, 64) }];
  }
  if (step.op === "mapEnum") {
    return [{ tokens: parsePointer(step.path), values: fc.constantFrom(...Object.keys(step.table)) }];
  }
  if (step.op !== "toDecimalString") return [];
  const scale = Math.min(step.scale, 15);
  const values = fc.integer({ min: 0, max: 1e9 }).map((units) => units / 10 ** scale);
  return [{ tokens: parsePointer(step.path), values }];
}

/** A copy with the value wherever the tokens lead to one of its type. */
function replaced(here: JsonValue, [token, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (token === undefined) return sameType(here, value) ? value : here;
  if (Array.isArray(here)) {
    return here.map((element, index) =>
      token === "*" || token === String(index) ? replaced(element, rest, value) : element,
    );
  }
  if (typeof here !== "object" || here === null || !Object.hasOwn(here, token)) return here;
  return Object.fromEntries(
    Object.entries(here).map(([name, child]) => [name, name === token ? replaced(child, rest, value) : child]),
  );
}

function sameType(one: JsonValue, other: JsonValue): boolean {
  return typeof one === typeof other && foundType(one) !== "null";
}
