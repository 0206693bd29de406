/** The time as headers carry it: ISO 8601 in UTC. */
export function isoTime(milliseconds: number = Date.now()): string {
  return new Date(milliseconds).toISOString();
}
