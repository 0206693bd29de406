import { AsyncLocalStorage } from "node:async_hooks";
import { randomHex } from "../entropy.js";
import type { Envelope } from "./envelope.js";

const current = new AsyncLocalStorage<Envelope>();

/** Runs a handler so that whatever it publishes knows what caused it. */
export function runCausedBy<T>(envelope: Envelope, work: () => T): T {
  return current.run(envelope, work);
}

/** The delivery that is being handled here, if any. */
export function cause(): Envelope | undefined {
  return current.getStore();
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
const NO_TRACE = "0".repeat(32);

/**
 * A W3C traceparent: a child of `parent` where that is a valid one, else the root of a new trace.
 * Rule: https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function childTraceparent(parent: string | undefined): string {
  const [, trace, flags] = (parent === undefined ? null : TRACEPARENT.exec(parent)) ?? [];
  if (trace === undefined || flags === undefined || trace === NO_TRACE) {
    const ids = randomHex(24);
    return `00-${ids.slice(0, 32)}-${ids.slice(32)}-01`;
  }
  return `00-${trace}-${randomHex(8)}-${flags}`;
}
