import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** A report could not be put where the caller wanted it. */
export class ReportNotWritten extends Error {
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(`The report cannot be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = "ReportNotWritten";
    this.path = path;
  }
}

/**
 * Writes a report to a file that the caller named; what was there is replaced.
 * @param path - absolute
 * @throws ReportNotWritten
 */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new ReportNotWritten(path, error);
  }
}
