import type { Validator, Violation } from "@insaka/schema";
import { ContractError, isContractError } from "../contract-error.js";

/**
 * From a payload to bytes. Refuses before the socket whatever would break its reader, close the channel, or not come back the same.
 *
 * @param what - names the message, for the error
 * @param limit - the largest body, in bytes
 * @throws ContractError `invalid-payload` or `payload-too-large`, outcome `not-sent`
 */
export function encodePayload(payload: unknown, validate: Validator, what: string, limit: number): Buffer {
  let body: Buffer;
  try {
    const violations = validate(payload);
    if (violations.length > 0)
      throw notSent("invalid-payload", `${what} was not sent: ${violations.map(describe).join("; ")}`);
    if (changesInJson(payload))
      throw notSent("invalid-payload", `${what} was not sent: a toJSON() in it would send something else`);
    body = Buffer.from(JSON.stringify(payload));
  } catch (reason) {
    if (isContractError(reason)) throw reason;
    throw notSent("invalid-payload", `${what} was not sent: it has no JSON form (a cycle or a bigint?)`, reason);
  }
  if (body.length > limit)
    throw notSent("payload-too-large", `${what} was not sent: ${body.length} bytes, at most ${limit} are allowed`);
  return body;
}

/** What was validated must be what is sent: JSON.stringify asks each object for its `toJSON` first. */
function changesInJson(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return true;
  if (Array.isArray(value)) return value.some(changesInJson);
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member !== "object" || member === null) continue;
    // JSON.stringify writes an object's own properties alone.
    if (Object.hasOwn(value, name) && changesInJson(member)) return true;
  }
  return false;
}

/** Says where and what type, never the value: it may be personal. */
function describe({ pointer, expected, found }: Violation): string {
  return `${pointer === "" ? "the payload" : pointer}: expected ${expected}, found ${found}`;
}

function notSent(code: "invalid-payload" | "payload-too-large", message: string, cause?: unknown): ContractError {
  return new ContractError(code, message, { outcome: "not-sent", cause });
}
