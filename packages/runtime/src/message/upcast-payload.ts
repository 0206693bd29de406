import type { JsonValue, Location, UpcastStep } from "@insaka/schema";
import { cloneJson, compileUpcast, maskPersonal } from "@insaka/schema";
import { plainJson } from "./plain-json.js";
import type { Refusal, Upcaster } from "./upcaster.js";
import { isRefusal } from "./upcaster.js";

/** A payload in its next version, or why there is none, in words that hold no personal value. */
export type Upcasted =
  | { readonly ok: true; readonly payload: JsonValue }
  | { readonly ok: false; readonly detail: string };

/** @throws SchemaError for a step that is none */
export function upcastBySteps(steps: readonly UpcastStep[]): (payload: JsonValue) => Upcasted {
  const upcast = compileUpcast(steps);
  return (payload) => {
    const cast = upcast(payload);
    if (cast.ok) return { ok: true, payload: cast.value };
    const { op, pointer, reason } = cast.refusal;
    return { ok: false, detail: `${op} ${pointer}: ${reason}` };
  };
}

/**
 * A function of the contract's author, which may do anything: it gets a copy, and what it returns is copied again, so that
 * neither side can change what the other holds.
 *
 * @param source - where personal data stands in the version that it reads
 */
export function upcastByFunction(upcast: Upcaster<never, unknown>, source: Location): (payload: JsonValue) => Upcasted {
  const call = upcast as Upcaster<JsonValue, unknown>;
  return (payload) => {
    let returned: unknown;
    try {
      returned = call(cloneJson(payload));
      if (!isRefusal(returned)) return taken(returned);
    } catch (thrown) {
      // What an error says quotes payloads.
      if (!isRefusal(thrown)) return { ok: false, detail: `the upcaster threw ${nameOf(thrown)}` };
      returned = thrown;
    }
    const [detail = ""] = maskPersonal([{ schema: source, value: payload }], [describe(returned as Refusal)]);
    return { ok: false, detail };
  };
}

function taken(returned: unknown): Upcasted {
  // Its rejection, which nobody awaits, would end the process.
  if (returned instanceof Promise) returned.catch(() => undefined);
  const payload = plainJson(returned);
  if (payload !== undefined) return { ok: true, payload };
  const what = returned instanceof Promise ? "a promise" : returned === undefined ? "nothing" : "what is no JSON";
  return { ok: false, detail: `the upcaster returned ${what}` };
}

/** Plain JavaScript may refuse with anything. */
function describe({ pointer, reason }: Refusal): string {
  return `${typeof pointer === "string" ? pointer : ""}: ${typeof reason === "string" ? reason : "refused"}`;
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a ${typeof thrown}`;
  try {
    const { name } = thrown;
    return /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : "an error";
  } catch {
    return "an error";
  }
}
