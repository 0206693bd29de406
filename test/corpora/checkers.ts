import { isSubset } from "@insaka/generator/subset";
import type { JsonValue } from "@insaka/schema";
import type { Case } from "./cases.js";

/** What a checker says of a case. */
export interface Answer {
  readonly verdict: "subset" | "not-subset" | "undecided";
  readonly witness?: JsonValue;
  readonly reason?: string;
}

/** A tool that judges pairs of schemas. */
export interface Checker {
  readonly name: string;
  readonly judge: (question: Case) => Answer | Promise<Answer>;
}

/** The engine of this repository. */
export const insaka: Checker = {
  name: "insaka",
  judge: ({ lhs, rhs, draft }) => isSubset(lhs, rhs, { draft }),
};

/** The other tools on npm that are installed, and a line for each that is not. */
export async function otherCheckers(): Promise<{ readonly checkers: Checker[]; readonly missing: string[] }> {
  const found = await Promise.all([jsonSchemaDiff(), isJsonSchemaSubset()]);
  return {
    checkers: found.filter((each) => typeof each !== "string"),
    missing: found.filter((each) => typeof each === "string"),
  };
}

/** Imports a package that may not be there. */
async function load(name: string): Promise<{ readonly [name: string]: unknown } | undefined> {
  try {
    return await import(name);
  } catch {
    return undefined;
  }
}

const absent = (name: string): string => `${name} is not installed and is left out.`;

/** A tool that throws has no answer. */
function guarded(judge: (question: Case) => Promise<boolean>): Checker["judge"] {
  return async (question) => {
    try {
      return { verdict: (await judge(question)) ? "subset" : "not-subset" };
    } catch (error) {
      return { verdict: "undecided", reason: String(error) };
    }
  };
}

async function jsonSchemaDiff(): Promise<Checker | string> {
  const name = "json-schema-diff";
  const library = await load(name);
  if (library === undefined) return absent(name);
  const { diffSchemas } = (library.default ?? library) as {
    diffSchemas: (schemas: { sourceSchema: unknown; destinationSchema: unknown }) => Promise<{
      removalsFound: boolean;
    }>;
  };
  const judge = guarded(async ({ lhs, rhs }) => {
    return !(await diffSchemas({ sourceSchema: lhs, destinationSchema: rhs })).removalsFound;
  });
  return { name, judge };
}

async function isJsonSchemaSubset(): Promise<Checker | string> {
  const name = "is-json-schema-subset";
  const library = await load(name);
  if (library === undefined) return absent(name);
  const inner = library.default as { readonly default?: unknown };
  const judge = (inner.default ?? inner) as (sub: unknown, sup: unknown) => Promise<boolean>;
  return { name, judge: guarded(async ({ lhs, rhs }) => judge(lhs, rhs)) };
}
