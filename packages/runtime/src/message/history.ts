import { isoTime } from "../clock.js";
import type { Headers } from "../transport/transport.js";
import { HEADER, stringHeader } from "./headers.js";

/** One failure of a message, as the header `x-history` keeps it. Personal values are masked in it like everywhere. */
export interface PastFailure {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly class: string;
  /** At most 200 characters. */
  readonly reason: string;
  /** The step of the ladder that it waited for; absent where it was tried again at once, or not any more. */
  readonly step?: string;
}

/** Failures that are kept: the first, and the last ones. */
const MOST = 20;
/** Twenty of the longest, each letter of which JSON may write as six. */
const MOST_TEXT = 32_768;
const MOST_REASON = 200;
const MOST_NAME = 50;

/** What a message has been through; empty where nothing of the kind is there. */
export function readHistory(headers: Headers): readonly PastFailure[] {
  const text = stringHeader(headers, HEADER.history);
  if (text === undefined || text.length > MOST_TEXT) return [];
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.slice(0, MOST).flatMap(entry) : [];
  } catch {
    return [];
  }
}

/** The same with one failure more, as the header has it: JSON, so that it is one text among the headers, and read everywhere. */
export function withFailure(
  headers: Headers,
  now: number,
  { attempt, class: kind, reason, step }: Omit<PastFailure, "at">,
): string {
  const before = readHistory(headers);
  const failure: PastFailure = {
    at: isoTime(now),
    attempt,
    class: kind,
    reason: reason.length > MOST_REASON ? `${reason.slice(0, MOST_REASON - 3)}...` : reason,
    ...(step === undefined ? {} : { step }),
  };
  const [first, ...others] = before;
  return JSON.stringify(first === undefined ? [failure] : [first, ...others.slice(-(MOST - 2)), failure]);
}

/** Whoever wrote it, it is shown: what is no failure is left out, and what is too long. */
function entry(value: unknown): readonly PastFailure[] {
  if (typeof value !== "object" || value === null) return [];
  const { at, attempt, class: kind, reason, step } = value as Readonly<Record<string, unknown>>;
  const isWhole =
    isShort(at, MOST_NAME) &&
    typeof attempt === "number" &&
    Number.isSafeInteger(attempt) &&
    isShort(kind, MOST_NAME) &&
    isShort(reason, MOST_REASON);
  if (!isWhole) return [];
  return [{ at, attempt, class: kind, reason, ...(isShort(step, MOST_NAME) ? { step } : {}) }];
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}
