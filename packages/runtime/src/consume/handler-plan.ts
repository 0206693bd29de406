import type { JsonValue } from "@insaka/schema";
import { ContractError } from "../contract-error.js";
import { checked } from "../defaults.js";
import type { AnyHandler } from "./handler.js";
import type { BatchDelivery } from "./handler-options.js";

/** A handler of batches as the runtime calls it. */
export type AnyBatchHandler = (deliveries: readonly BatchDelivery<JsonValue>[]) => Promise<void> | void;

/** How the messages of one name are handled: what a caller gave, checked. */
export type HandlerPlan = EachPlan | BatchPlan;

export interface EachPlan {
  readonly handle: AnyHandler;
  readonly orderBy: ((payload: JsonValue) => unknown) | undefined;
  readonly concurrency: number | undefined;
  readonly batch?: undefined;
}

export interface BatchPlan {
  readonly batch: { readonly size: number; readonly waitMs: number; readonly handle: AnyBatchHandler };
  readonly concurrency: number | undefined;
}

/**
 * Reads what was given as handlers. The types demand all of this; plain JavaScript, and a cast, can get it wrong.
 *
 * @throws ContractError `configuration` for a handler that is missing, or that is none
 */
export function planHandlers(
  service: string,
  names: readonly string[],
  handlers: unknown,
): Readonly<Record<string, HandlerPlan>> {
  const given = (typeof handlers === "object" && handlers !== null ? handlers : {}) as Readonly<
    Record<string, unknown>
  >;
  const missing = names.filter((name) => given[name] === undefined || given[name] === null);
  if (missing.length > 0) {
    throw new ContractError("configuration", `the consumer of "${service}" lacks handlers: ${missing.join(", ")}`);
  }
  return Object.fromEntries(names.map((name) => [name, planOf(name, given[name], given)]));
}

function planOf(name: string, given: unknown, handlers: object): HandlerPlan {
  // Handlers may be the methods of an object.
  if (typeof given === "function") return each((given as AnyHandler).bind(handlers));
  const options = given as {
    readonly handle?: AnyHandler;
    readonly orderBy?: unknown;
    readonly concurrency?: number;
    readonly batch?: BatchPlan["batch"];
  };
  const { handle, orderBy, concurrency, batch } = options;
  if (concurrency !== undefined) checked(`handlers.${name}.`, { concurrency }, 1);
  if (orderBy !== undefined && typeof orderBy !== "function") throw wrong(name, "orderBy must be a function");
  if (batch === undefined || batch === null) {
    if (typeof handle !== "function") throw wrong(name, "it must be a function, or an object with `handle` or `batch`");
    return each(handle.bind(options), orderBy?.bind(options) as EachPlan["orderBy"], concurrency);
  }
  if (orderBy !== undefined || handle !== undefined) {
    throw wrong(name, "`batch` goes with neither `handle` nor `orderBy`; its handler is `batch.handle`");
  }
  if (typeof batch.handle !== "function") throw wrong(name, "batch.handle must be a function");
  checked(`handlers.${name}.batch.`, { size: batch.size }, 1, 65_535);
  checked(`handlers.${name}.batch.`, { waitMs: batch.waitMs }, 0);
  return { batch: { size: batch.size, waitMs: batch.waitMs, handle: batch.handle.bind(batch) }, concurrency };
}

function each(handle: AnyHandler, orderBy?: EachPlan["orderBy"], concurrency?: number): EachPlan {
  return { handle, orderBy, concurrency };
}

function wrong(name: string, what: string): ContractError {
  return new ContractError("configuration", `the handler "${name}": ${what}`);
}
