import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Draft, isDraft } from "@insaka/generator/subset";

/** The corpora, in the order in which they are told. */
export const CORPORA: readonly string[] = ["getsentry", "haggholm", "ibm", "qubership", "sdbs-draft7"];

/** Evolution pairs: what a registry judges all day. Speed is held on these. */
export const EVOLUTION: readonly string[] = ["getsentry", "haggholm", "ibm", "qubership"];

/** One question whose answer is known. */
export interface Case {
  readonly id: string;
  readonly draft: Draft;
  readonly lhs: unknown;
  readonly rhs: unknown;
  /** Every value of `lhs` is valid under `rhs`. */
  readonly isSubset: boolean;
}

interface Line {
  readonly id: string;
  readonly draft: string;
  readonly lhs: unknown;
  readonly rhs: unknown;
  readonly lhsSubRhs?: unknown;
  readonly semantic?: { readonly lhsSubRhs: unknown; readonly rhsSubLhs?: unknown } | null;
}

/** The cases of a corpus, both directions where both are known. What depends on asserting `format` is left out. */
export function readCases(folder: string, corpus: string): Case[] {
  const lines = readFileSync(join(folder, `${corpus}.jsonl`), "utf8").split("\n");
  return lines.filter((line) => line !== "").flatMap((line) => casesOf(JSON.parse(line) as Line));
}

function casesOf({ id, draft, lhs, rhs, lhsSubRhs, semantic }: Line): Case[] {
  if (!isDraft(draft)) throw new Error(`${id}: "${draft}" is not a draft`);
  const truth = semantic ? semantic.lhsSubRhs : lhsSubRhs;
  const both = [
    { id, draft, lhs, rhs, isSubset: truth },
    { id: `${id} (reversed)`, draft, lhs: rhs, rhs: lhs, isSubset: semantic?.rhsSubLhs },
  ];
  return both.filter((each): each is Case => typeof each.isSubset === "boolean");
}
