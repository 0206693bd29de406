import { releaseDate } from "./release-date.js";

/** The day that it is, by which approvals end: the day that a release would have, so that a run can be repeated. */
export function today(): string {
  return releaseDate();
}
