import { compat } from "./check-compat.js";
import type { CompatReport } from "./compat/report.js";
import type { Diagnostic } from "./diagnostic.js";

/** Holds documents that are to be released against what is released. */
export async function releaseCheck(request: {
  readonly config: string;
}): Promise<CompatReport | { readonly diagnostics: readonly Diagnostic[] }> {
  const { result } = await compat({ source: request, against: "registry", cwd: process.cwd() });
  return "report" in result ? result.report : result;
}
