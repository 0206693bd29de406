import type { JsonValue } from "@insaka/schema";
import type { UpcastOutcome } from "../compat/proof/upcast-outcome.js";

/** What asks the function, in the context in which it lives. */
export interface Inside {
  answer(message: JsonValue): UpcastOutcome;
}

/** Loads the module: a CommonJS wrapper. */
export type LoadModule = (
  require: (specifier: string) => unknown,
  exports: object,
  module: { exports: { readonly upcast?: unknown } },
) => void;

/**
 * Surrounds a function with what it may see: `refuse`, a clock that stands still and chance that is none. It treats what
 * goes in and comes out as the runtime does (`upcastByFunction`, `plainJson`), of which it knows nothing but the brand.
 *
 * It is sent to another thread as text: it may use nothing but what the language has and its own arguments.
 *
 * @param life - 0 or 1: in each, clock and chance are different, so that an answer that hangs on them shows
 * @param seam - the one module that a function may import values of
 */
export function inside(life: number, load: LoadModule, seam: string): Inside {
  const BRAND = Symbol.for("insaka.Refusal");
  /** What is deeper is taken for a cycle. */
  const DEEPEST = 1_000;
  const now = [Date.UTC(2001, 1, 3, 4, 5, 6), Date.UTC(2044, 10, 25, 21, 43, 59)][life] ?? 0;
  const still = new Proxy(Date, {
    construct: (real, given, as) => Reflect.construct(real, given.length === 0 ? [now] : given, as) as object,
    apply: (real) => new real(now).toString(),
    get: (real, name) => (name === "now" ? () => now : (Reflect.get(real, name) as unknown)),
  });
  Math.random = () => (life === 0 ? 0.25 : 0.75);
  const silent = new Proxy({}, { get: () => () => undefined });
  const given = { Date: still, console: silent, structuredClone: (value: JsonValue) => copy(value, 0) };
  for (const [name, value] of Object.entries(given)) Object.defineProperty(globalThis, name, { value, writable: true });

  const refuse = (pointer: unknown, reason: unknown): object => ({ [BRAND]: true, pointer, reason });
  const provided = new Proxy(
    { refuse },
    {
      get: (module, name) => {
        if (name === "refuse") return module.refuse;
        throw new Error(`of "${seam}" an upcaster can use refuse, and not ${String(name)}`);
      },
    },
  );
  const module = { exports: {} as { readonly upcast?: unknown } };
  load(
    (specifier) => {
      if (specifier === seam) return provided;
      throw new Error(`an upcaster can import "${seam}", and not "${specifier}"`);
    },
    module.exports,
    module,
  );
  const upcast = module.exports.upcast as (message: JsonValue) => unknown;
  if (typeof upcast !== "function") throw new Error("the file exports no function called upcast");

  function isRefusal(value: unknown): value is { readonly pointer: unknown; readonly reason: unknown } {
    return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }

  /** Plain JSON as a value of this context. @throws undefined for anything else */
  function copy(value: unknown, depth: number): JsonValue {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value !== "object" || depth > DEEPEST) throw undefined;
    // Not `map`: it passes over holes.
    if (Array.isArray(value)) return Array.from(value, (element: unknown) => copy(element, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw undefined;
    const made: { [name: string]: JsonValue } = {};
    for (const [name, child] of Object.entries(value)) {
      if (name === "__proto__") throw undefined;
      if (child !== undefined) made[name] = copy(child, depth + 1);
    }
    return made;
  }

  /** A message, which comes from another context, as a value of this one. */
  function own(message: JsonValue): JsonValue {
    if (typeof message !== "object" || message === null) return message;
    if (Array.isArray(message)) return Array.from(message, own);
    return Object.fromEntries(Object.entries(message).map(([name, child]) => [name, own(child)]));
  }

  function taken(returned: unknown): UpcastOutcome {
    if (returned instanceof Promise) returned.catch(() => undefined);
    try {
      return { kind: "cast", value: copy(returned, 0) };
    } catch (error) {
      if (error !== undefined) throw error;
    }
    const what = returned instanceof Promise ? "a promise" : returned === undefined ? "nothing" : "what is no JSON";
    return { kind: "failed", fault: "not-json", detail: `The upcaster returned ${what}.` };
  }

  function threw(thrown: unknown): UpcastOutcome {
    let what = `a ${typeof thrown}`;
    try {
      if (thrown instanceof Error) what = `${thrown.name}: ${thrown.message}`.slice(0, 300);
    } catch {
      // An error that throws when it is looked at.
      what = "an error";
    }
    return { kind: "failed", fault: "threw", detail: `The upcaster threw ${what.replace(/[.]$/, "")}.` };
  }

  return {
    answer(message) {
      let returned: unknown;
      try {
        returned = upcast(own(message));
        if (!isRefusal(returned)) return taken(returned);
      } catch (thrown) {
        if (!isRefusal(thrown)) return threw(thrown);
        returned = thrown;
      }
      const { pointer, reason } = returned as { readonly pointer: unknown; readonly reason: unknown };
      return {
        kind: "refused",
        pointer: typeof pointer === "string" ? pointer : "",
        reason: typeof reason === "string" ? reason : "refused",
      };
    },
  };
}
