/** `SOURCE_DATE_EPOCH` is set to what is no time. */
export class IllegalReleaseDate extends RangeError {
  override readonly name: string = "IllegalReleaseDate";
}

/**
 * The day of a release, `YYYY-MM-DD` in UTC: today, or what `SOURCE_DATE_EPOCH` says (seconds since 1970), by which builds are
 * made the same twice.
 * @throws IllegalReleaseDate where that variable is set to something else
 */
export function releaseDate(environment: NodeJS.ProcessEnv = process.env): string {
  const stated = environment.SOURCE_DATE_EPOCH;
  const seconds = stated === undefined || stated === "" ? Date.now() / 1000 : Number(stated);
  // The last second of the year 9999: what comes after has another form.
  if (!(seconds >= 0 && seconds <= 253_402_300_799)) {
    throw new IllegalReleaseDate(`SOURCE_DATE_EPOCH is ${JSON.stringify(stated)}, not a number of seconds since 1970.`);
  }
  return new Date(seconds * 1000).toISOString().slice(0, "YYYY-MM-DD".length);
}
