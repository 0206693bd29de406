import { compileValidator, type JsonSchema, type JsonValue, type Violation } from "@insaka/schema";
import type { BatchUpcast } from "./upcast-outcome.js";
import type { UpcastCounterexample } from "./upcast-proof.js";

/** What came of one message: valid in the next version, refused, or wrong. */
export type Judged =
  | { readonly kind: "valid"; readonly value: JsonValue }
  | { readonly kind: "refused"; readonly pointer: string; readonly reason: string }
  | ({ readonly kind: "wrong" } & Omit<UpcastCounterexample, "message">);

/** Upcasts messages as read, and has what comes out judged by the next version: as consumers do it. */
export type JudgedUpcast = (messages: readonly JsonValue[]) => Promise<readonly (Judged | undefined)[]>;

/**
 * @param to - the schema of the next version
 * @throws SchemaError for a schema that does not compile
 */
export function judgeUpcast(upcast: BatchUpcast, to: JsonSchema): JudgedUpcast {
  const validate = compileValidator(to);
  return async (messages) => {
    const outcomes = await upcast(messages);
    return outcomes.map((outcome): Judged | undefined => {
      if (outcome === undefined || outcome.kind === "refused") return outcome;
      if (outcome.kind === "failed") {
        return { kind: "wrong", wrong: outcome.fault, detail: outcome.detail, violations: [] };
      }
      const violations = validate(outcome.value);
      if (violations.length === 0) return { kind: "valid", value: outcome.value };
      return { kind: "wrong", wrong: "invalid", detail: invalid(violations), upcasted: outcome.value, violations };
    });
  };
}

function invalid([first]: readonly Violation[]): string {
  if (first === undefined) return "What comes out is invalid.";
  const { pointer, expected, found } = first;
  return `What comes out is invalid at "${pointer}": expected ${expected}, found ${found}.`;
}
