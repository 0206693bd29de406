import { ContractError } from "../contract-error.js";

/** A time as people and retry steps write it, `5s` or `2m`, or milliseconds. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws ContractError `configuration` for what is no duration */
export function milliseconds(duration: Duration): number {
  if (typeof duration === "number") {
    if (Number.isFinite(duration) && duration >= 0) return duration;
    throw new ContractError("configuration", `${duration} is no duration: give milliseconds from 0 on`);
  }
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? [];
  const factor = UNITS[unit];
  if (count === undefined || factor === undefined)
    throw new ContractError("configuration", `"${duration}" is no duration: write 250ms, 5s, 2m, 1h or 1d`);
  return Number(count) * factor;
}
