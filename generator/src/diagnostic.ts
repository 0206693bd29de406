/** An error stops everything from being written; a warning does not. */
export type Severity = "error" | "warning";

/** A place in an input file. Lines and columns count from 1. */
export interface Place {
  /** Path with forward slashes, relative to the root that the reader was given. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** JSON pointer into the file's content, where the place has one. */
  readonly pointer?: string;
}

/** What is wrong at a place, and what to do about it. */
export interface Diagnostic extends Place {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly severity: Severity;
}

/** A finding of a rule, before the rule's code and severity are put to it. */
export interface Finding {
  readonly at: Place;
  readonly message: string;
  readonly hint: string;
}

/** Makes a diagnostic; only the place's own fields are copied from `at`, so any node with a source may be given. */
export function diagnostic(code: string, finding: Finding, severity: Severity = "error"): Diagnostic {
  const { file, line, column, pointer } = finding.at;
  const place: Place = pointer === undefined ? { file, line, column } : { file, line, column, pointer };
  return { ...place, code, message: finding.message, hint: finding.hint, severity };
}

/** True where at least one finding forbids writing. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((item) => item.severity === "error");
}

/** Sorts by place, then code, and drops repetitions: the same input gives the same list. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return [...diagnostics].sort(compareDiagnostics).filter((item) => {
    const key = `${item.file}:${item.line}:${item.column} ${item.code} ${item.message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code units, so that the order does not depend on the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
