import { ContractError } from "../contract-error.js";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * How long a step of a retry ladder lasts, in milliseconds. Its name says so: `5s`, `30s`, `2m`, `1h`.
 *
 * @throws ContractError `configuration` for a name of another form
 */
export function stepMs(step: string): number {
  const [, count, unit = ""] = /^(\d+)([smh])$/.exec(step) ?? [];
  const factor = UNITS[unit];
  if (count !== undefined && factor !== undefined) return Number(count) * factor;
  throw new ContractError(
    "configuration",
    `the retry step "${step}" does not say how long it lasts; run codegen again`,
  );
}
