import type { Colors } from "picocolors/types.js";
import { githubReport } from "./github-report.js";
import { jsonReport } from "./json-report.js";
import type { Outcome } from "./outcome.js";
import { textReport } from "./text-report.js";

/** Turns an outcome into what is printed. */
export type Report = (outcome: Outcome, colours: Colors) => string;

/** The report formats by the name that `--format` takes. */
export const reports: Readonly<Record<string, Report>> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
};
