import type { JsonValue } from "@insaka/schema";
import { Budget } from "./budget.js";
import { type Draft, dialectOf } from "./dialect.js";
import { SchemaDocument } from "./document.js";
import { holds } from "./evaluate.js";
import { judgeByAjv } from "./judge.js";
import { knownDocuments } from "./metaschemas.js";
import type { Node } from "./node.js";
import { NodeTable } from "./node-table.js";
import type { Outcome } from "./outcome.js";
import { Restriction } from "./restrict.js";
import { shrink } from "./shrink.js";
import { Search } from "./solve.js";
import { Translator } from "./translate.js";
import { Undecided } from "./undecided.js";
import type { Instance, Judge, SubsetOptions, Verdict } from "./verdict.js";

/** Steps of work for one question. */
const DEFAULT_BUDGET = 1_000_000;
/** Witnesses that the judge may refuse before the question is given up. */
const MOST_REFUSED = 12;
/** An engine that holds more than this begins anew, so that a program of many questions does not fill the memory. */
const MOST_NODES = 400_000;

/** A schema that has been read, or why it could not be. */
type Prepared = { readonly node: Node } | { readonly reason: string };

/** Answers questions, and keeps what it has learnt of the schemas for the next: a schema object is read once. */
export class SubsetEngine {
  readonly #draft: Draft;
  readonly #budget: number;
  readonly #judge: Judge;
  #memory: Memory = new Memory();

  constructor({ draft = "draft-07", budget = DEFAULT_BUDGET, judge = judgeByAjv }: SubsetOptions = {}) {
    this.#draft = draft;
    this.#budget = budget;
    this.#judge = judge;
  }

  /** Whether every value that is valid under `lhs` is valid under `rhs`. Never throws. */
  isSubset(lhs: unknown, rhs: unknown): Verdict {
    const found = this.#find([lhs], [rhs]);
    if (found.kind === "found") return { verdict: "not-subset", witness: found.value };
    return found.kind === "none" ? { verdict: "subset" } : { verdict: "undecided", reason: found.reason };
  }

  /** A value that is valid under the schema, confirmed by the judge. Never throws. */
  findInstance(schema: unknown): Instance {
    return this.#find([schema], []);
  }

  /** A value that is valid under all of `valid` and under none of `invalid`. */
  #find(valid: readonly unknown[], invalid: readonly unknown[]): Instance {
    if (this.#memory.table.size > MOST_NODES) this.#memory = new Memory();
    try {
      return this.#search(valid, invalid);
    } catch (error) {
      if (error instanceof Undecided) return { kind: "undecided", reason: error.message };
      if (!(error instanceof RangeError)) throw error;
      // What was half made when the stack ended is not to be relied on.
      this.#memory = new Memory();
      return { kind: "undecided", reason: "the schema nests too deeply to be judged" };
    }
  }

  #search(valid: readonly unknown[], invalid: readonly unknown[]): Instance {
    const { table, restriction, known } = this.#memory;
    const budget = new Budget(this.#budget);
    const wanted = valid.map((schema) => this.#read(schema));
    const unwanted = invalid.map((schema) => table.not(this.#read(schema)));
    const goal = table.and([...wanted, ...unwanted]);
    const search = new Search(table, restriction, known, budget);
    const passes = (value: JsonValue) => holds(goal, value, restriction);
    const confirmed = (value: JsonValue) => this.#isConfirmed(value, valid, invalid);
    const refused: JsonValue[] = [];
    while (refused.length < MOST_REFUSED) {
      const others = table.oneOf(
        refused.map((value) => table.member(value)),
        "not-in",
      );
      const outcome: Outcome = search.solve(table.and([goal, others]));
      if (outcome.kind === "unknown") return { kind: "undecided", reason: outcome.reason };
      if (outcome.kind === "none") {
        return refused.length === 0 ? { kind: "none" } : { kind: "undecided", reason: disputed(refused) };
      }
      if (!passes(outcome.value)) return { kind: "undecided", reason: "the value found does not hold" };
      const small = shrink(outcome.value, passes);
      if (confirmed(small)) return { kind: "found", value: small };
      if (small !== outcome.value && confirmed(outcome.value)) return { kind: "found", value: outcome.value };
      refused.push(outcome.value);
    }
    return { kind: "undecided", reason: disputed(refused) };
  }

  #isConfirmed(value: JsonValue, valid: readonly unknown[], invalid: readonly unknown[]): boolean {
    try {
      return (
        valid.every((schema) => this.#judge(schema, value, this.#draft)) &&
        !invalid.some((schema) => this.#judge(schema, value, this.#draft))
      );
    } catch (error) {
      throw new Undecided(`the validator cannot confirm a value that was found: ${(error as Error).message}`);
    }
  }

  #read(schema: unknown): Node {
    const { prepared } = this.#memory;
    const known = typeof schema === "object" && schema !== null ? prepared.get(schema) : undefined;
    const read = known ?? this.#prepare(schema);
    if (typeof schema === "object" && schema !== null) prepared.set(schema, read);
    if ("reason" in read) throw new Undecided(read.reason);
    return read.node;
  }

  #prepare(schema: unknown): Prepared {
    try {
      const document = new SchemaDocument(schema, dialectOf(this.#draft), knownDocuments);
      return { node: new Translator(this.#memory.table).translate(document) };
    } catch (error) {
      if (error instanceof Undecided) return { reason: error.message };
      throw error;
    }
  }
}

/** What an engine has learnt. */
class Memory {
  readonly table: NodeTable = new NodeTable();
  readonly restriction: Restriction = new Restriction(this.table);
  readonly known: Map<Node, Outcome> = new Map();
  readonly prepared: WeakMap<object, Prepared> = new WeakMap();
}

function disputed(refused: readonly JsonValue[]): string {
  return `the validator does not confirm any of ${refused.length} values found, such as ${JSON.stringify(refused[0])}`;
}
