import { compileUpcast, type JsonValue, type UpcastStep } from "@insaka/schema";
import type { BatchUpcast, UpcastOutcome } from "./upcast-outcome.js";

/** Closed steps, or what runs a function. */
export type UpcastWay = readonly UpcastStep[] | BatchUpcast;

/** One shape for both ways to the next version. @throws SchemaError for a step that is none */
export function batchUpcast(way: UpcastWay): BatchUpcast {
  if (typeof way === "function") return way;
  const upcast = compileUpcast(way);
  const answer = (message: JsonValue): UpcastOutcome => {
    const cast = upcast(message);
    if (cast.ok) return { kind: "cast", value: cast.value };
    const { op, pointer, reason } = cast.refusal;
    return { kind: "refused", pointer, reason: `${op}: ${reason}` };
  };
  return (messages) => Promise.resolve(messages.map(answer));
}
