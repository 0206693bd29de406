import type { JsonValue } from "@insaka/schema";
import { Budget } from "./budget.js";
import { isEqual } from "./canonical.js";
import { type Draft, dialectOf } from "./dialect.js";
import { SchemaDocument } from "./document.js";
import { Entailment } from "./entailment.js";
import { holds } from "./evaluate.js";
import { judgeByAjv } from "./judge.js";
import { knownDocuments } from "./metaschemas.js";
import type { Node } from "./node.js";
import { NodeTable } from "./node-table.js";
import type { Outcome } from "./outcome.js";
import { Restriction } from "./restrict.js";
import { shrink } from "./shrink.js";
import { Search } from "./solve.js";
import { type Leaves, Translator } from "./translate.js";
import { Undecided } from "./undecided.js";
import type { Instance, Judge, SubsetOptions, Verdict } from "./verdict.js";

/** Steps of work for one question. */
const DEFAULT_BUDGET = 800_000;
/** Witnesses that the judge may refuse before the question is given up. */
const MOST_REFUSED = 12;
/** An engine that holds more than this begins anew, so that a program of many questions does not fill the memory. */
const MOST_NODES = 400_000;

/** A schema that has been read, or why it could not be. */
type Prepared = Read | { readonly reason: string };

interface Read {
  readonly node: Node;
  /** The formats that the schema names. */
  readonly formats: ReadonlySet<string>;
  readonly isCircular: boolean;
}

/** What is asked for: a value that is valid under all of `valid` and under none of `invalid`. */
interface Question {
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

/** Answers questions, and keeps what it has learnt of the schemas for the next: a schema object is read once. */
export class SubsetEngine {
  readonly #draft: Draft;
  readonly #limit: number;
  readonly #judge: Judge;
  readonly #comparesFormats: boolean;
  #memory: Memory = new Memory(false);
  /** What is learnt where formats are compared. */
  #compared: Memory = new Memory(true);

  constructor({
    draft = "draft-07",
    budget = DEFAULT_BUDGET,
    judge = judgeByAjv,
    formats = "compared",
  }: SubsetOptions = {}) {
    this.#draft = draft;
    this.#limit = budget;
    this.#judge = judge;
    this.#comparesFormats = formats === "compared";
  }

  /** Whether every value that is valid under `lhs` is valid under `rhs`. Never throws. */
  isSubset(lhs: unknown, rhs: unknown): Verdict {
    const question = { valid: [lhs], invalid: [rhs] };
    if (this.#areSame(lhs, rhs)) return { verdict: "subset" };
    const found = this.#answer(question, false);
    if (found.kind === "found") return { verdict: "not-subset", witness: found.value };
    if (found.kind === "undecided") return { verdict: "undecided", reason: found.reason };
    const compared = this.#mayDifferInFormats(lhs, rhs) ? this.#answer(question, true) : found;
    return compared.kind === "found" ? { verdict: "not-subset", witness: compared.value } : { verdict: "subset" };
  }

  /** A value that is valid under the schema, confirmed by the judge. Never throws. */
  findInstance(schema: unknown): Instance {
    return this.#answer({ valid: [schema], invalid: [] }, false);
  }

  /** Schemas without circles are the same node then; circular ones would be walked through to see it. */
  #areSame(lhs: unknown, rhs: unknown): boolean {
    try {
      const isCircular = this.#read(lhs, this.#memory).isCircular && this.#read(rhs, this.#memory).isCircular;
      return isCircular && isEqual(lhs as JsonValue, rhs as JsonValue);
    } catch {
      // The question itself says why it cannot be answered.
      return false;
    }
  }

  /** Where two schemas speak of one format only, no text can be of one and not of the other. */
  #mayDifferInFormats(lhs: unknown, rhs: unknown): boolean {
    if (!this.#comparesFormats) return false;
    const [sent, accepted] = [this.#read(lhs, this.#memory), this.#read(rhs, this.#memory)].map(
      ({ formats }) => formats,
    );
    if (sent === undefined || accepted === undefined || sent.size === 0 || accepted.size === 0) return false;
    return new Set([...sent, ...accepted]).size > 1;
  }

  #answer(question: Question, comparesFormats: boolean): Instance {
    if (this.#memory.table.size > MOST_NODES) this.#memory = new Memory(false);
    if (this.#compared.table.size > MOST_NODES) this.#compared = new Memory(true);
    try {
      return this.#search(question, comparesFormats ? this.#compared : this.#memory);
    } catch (error) {
      if (error instanceof Undecided) return { kind: "undecided", reason: error.message };
      if (!(error instanceof RangeError)) throw error;
      // What was half made when the stack ended is not to be relied on.
      this.#memory = new Memory(false);
      this.#compared = new Memory(true);
      return { kind: "undecided", reason: "the schema nests too deeply to be judged" };
    }
  }

  #search(question: Question, memory: Memory): Instance {
    const { table, restriction, known, entailment } = memory;
    const valid = table.and(question.valid.map((schema) => this.#read(schema, memory).node));
    const unwanted = question.invalid.map((schema) =>
      table.not(entailment.lacking(valid, this.#read(schema, memory).node)),
    );
    const goal = table.and([valid, ...unwanted]);
    const search = new Search(table, restriction, known, new Budget(this.#limit));
    const passes = (value: JsonValue) => holds(goal, value, restriction);
    const confirmed = (value: JsonValue) => this.#isConfirmed(value, question, memory.comparesFormats);
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

  #isConfirmed(value: JsonValue, { valid, invalid }: Question, assertsFormats: boolean): boolean {
    const isValid = (schema: unknown) => this.#judge(schema, value, this.#draft, assertsFormats);
    try {
      return valid.every(isValid) && !invalid.some(isValid);
    } catch (error) {
      throw new Undecided(`the validator cannot confirm a value that was found: ${(error as Error).message}`);
    }
  }

  #read(schema: unknown, memory: Memory): Read {
    const known = typeof schema === "object" && schema !== null ? memory.prepared.get(schema) : undefined;
    const read = known ?? this.#prepare(schema, memory);
    if (typeof schema === "object" && schema !== null) memory.prepared.set(schema, read);
    if ("reason" in read) throw new Undecided(read.reason);
    return read;
  }

  #prepare(schema: unknown, memory: Memory): Prepared {
    try {
      const document = new SchemaDocument(schema, dialectOf(this.#draft), knownDocuments);
      const translator = new Translator(memory.table, memory);
      const node = translator.translate(document);
      return { node, formats: translator.formats, isCircular: translator.isCircular };
    } catch (error) {
      if (error instanceof Undecided) return { reason: error.message };
      throw error;
    }
  }
}

/** What an engine has learnt. */
class Memory {
  readonly comparesFormats: boolean;
  readonly table: NodeTable = new NodeTable();
  readonly restriction: Restriction = new Restriction(this.table);
  readonly entailment: Entailment = new Entailment(this.table, this.restriction);
  readonly known: Map<Node, Outcome> = new Map();
  readonly leaves: Leaves = new Map();
  readonly prepared: WeakMap<object, Prepared> = new WeakMap();

  constructor(comparesFormats: boolean) {
    this.comparesFormats = comparesFormats;
  }
}

function disputed(refused: readonly JsonValue[]): string {
  return `the validator does not confirm any of ${refused.length} values found, such as ${JSON.stringify(refused[0])}`;
}
