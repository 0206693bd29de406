import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** One step of a job, as its file states it. */
export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

/** One job. */
export interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

/** A workflow of this repository. */
export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = new URL("../../.github/workflows/", import.meta.url);

/** Every workflow. */
export function workflows(): readonly Workflow[] {
  const files = readdirSync(fileURLToPath(FOLDER)).filter((file) => file.endsWith(".yml"));
  return files.sort().map((file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    return { ...(parse(text) as Omit<Workflow, "file" | "text">), file, text };
  });
}

/** The steps of the only job of a workflow. */
export function stepsOf(file: string): readonly Step[] {
  const found = workflows().find((workflow) => workflow.file === file);
  const [job, ...more] = Object.values(found?.jobs ?? {});
  if (job === undefined || more.length > 0) throw new Error(`${file} is not a workflow of one job`);
  return job.steps;
}
