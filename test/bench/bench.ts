import type { Table } from "./report/table.js";

/** How much a bench does: `usual` for figures that are told, `tiny` to see that it runs. */
export type Effort = "usual" | "tiny";

/** What a bench measured: the figures, and how people are shown them. */
export interface Measured {
  /** As the schema beside the bench says. */
  readonly figures: object;
  readonly tables: readonly Table[];
  /** Goals that were missed, in words; what the figures mean, in sentences. */
  readonly notes: readonly string[];
}

/** A bench: one file, and one line in the table of them. */
export interface Bench {
  readonly name: string;
  /** The heading of its section. */
  readonly title: string;
  readonly run: (effort: Effort, tell: (line: string) => void) => Promise<Measured>;
}
