/** The oldest RabbitMQ that Insaka runs on. */
export const oldestSupported = "3.12.0";

/** True when `version` (such as `4.0.5`, `3.10.8-1.1+deb12u1` or `4.1.0-rc.1`) is at least `minimum`. Only the numbers count. */
export function isAtLeast(version: string, minimum: string): boolean {
  const left = numbersOf(version);
  const right = numbersOf(minimum);
  for (const [index, wanted] of right.entries()) {
    const found = left[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

function numbersOf(version: string): number[] {
  const leading = /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0";
  return leading.split(".").map(Number);
}
