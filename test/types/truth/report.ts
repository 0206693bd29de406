import type { PageKind } from "../../bench/report/section.js";
import type { Table } from "../../bench/report/table.js";
import type { CorpusKind } from "./corpora.js";
import { goals, invalidRate, missedGoals, validRate } from "./goals.js";
import type { Score } from "./score.js";

/** A corpus, and how true types are on it. */
export interface CorpusScores {
  readonly name: string;
  readonly kind: CorpusKind;
  /** Documents that the generator refuses, and why. */
  readonly refused: readonly string[];
  /** Schemas without instances, and why. */
  readonly without: readonly string[];
  readonly ours: Score;
  readonly others: Score;
}

/** The page of the docs. */
export const page: PageKind = {
  word: "types",
  opening: `# How true the types are

Written by \`npm run test:types -- --write\`. Every schema is the payload of an AsyncAPI document and goes the way of
\`insaka codegen\`; then \`const x: T = <instance>\` is compiled, strictly, for valid instances of it and for structurally invalid ones: a
required property is missing, a value is of another type, a text is no member of its enum. ajv says what is valid. Instances are those
that somebody wrote, where the corpus has them, and up to 12 of each that are made from the schema's writer view: without names that nobody
declares where the schema does not open an object. json-schema-to-typescript gets the same schemas by itself, with its defaults.

What no type of TypeScript says, and the normaliser therefore widens:

- **\`if\`, \`then\`, \`else\`, \`dependencies\`, \`not\`**: when a property must or may be there. Names that only conditions speak of are
  optional, of any type that one of them gives.
- **Declared properties beside \`additionalProperties\` or \`patternProperties\` of another type**: an index signature holds for every
  name, so its type also takes what the declared properties hold.
- **Bounds, patterns, formats, \`uniqueItems\`, \`contains\`**, and that only one branch of \`oneOf\` matches.
- **A mixture of two branches** of a union of objects: \`{ a, b }\` is assignable to \`{ a } | { b }\`, whatever \`b\` holds.

And one thing that types say and JSON Schema does not: a keyword without \`type\` implies its type. \`{ properties: ... }\` also accepts
a number; nobody means it, and the type is an object's. The probes, written to try single keywords, show how often that is.
`,
};

const columns = ["corpus", "types by", "schemas", "valid accepted", "%", "invalid rejected", "%", "do not compile"];

/** Each corpus, and all of a kind together. */
export function tableOf(all: readonly CorpusScores[]): Table {
  const kinds: readonly CorpusKind[] = ["plain", "rich", "probe"];
  const rows = kinds.flatMap((kind) => {
    const some = all.filter((each) => each.kind === kind);
    const scores = some.flatMap(({ ours, others }) => [ours, others]);
    if (some.length < 2 || kind === "probe") return scores.map(row);
    const totals = [some.map(({ ours }) => ours), some.map(({ others }) => others)];
    return [...scores, ...totals.map((each) => total(`all ${kind} ones`, each))].map(row);
  });
  return { title: "Instances that types tell the truth about", columns, rows };
}

function row(score: Score): readonly string[] {
  const { corpus, generator, schemas, valid, invalid, refused, accepted, broken } = score;
  return [
    corpus,
    generator,
    String(schemas),
    `${valid - refused.length}/${valid}`,
    validRate(score).toFixed(2),
    `${invalid - accepted.length}/${invalid}`,
    invalidRate(score).toFixed(2),
    String(broken.length),
  ];
}

/** The scores of several corpora as one. */
export function total(corpus: string, scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((so, score) => so + of(score), 0);
  return {
    corpus,
    generator: scores[0]?.generator ?? "",
    schemas: sum(({ schemas }) => schemas),
    valid: sum(({ valid }) => valid),
    invalid: sum(({ invalid }) => invalid),
    refused: scores.flatMap(({ refused }) => refused),
    accepted: scores.flatMap(({ accepted }) => accepted),
    outside: { all: sum(({ outside }) => outside.all), accepted: sum(({ outside }) => outside.accepted) },
    broken: scores.flatMap(({ broken }) => broken),
  };
}

/** Goals, and what the table does not show. */
export function notesOf(all: readonly CorpusScores[]): readonly string[] {
  const missed = all.flatMap(({ kind, ours }) => missedGoals(kind, ours));
  const { plain, rich } = goals;
  const asked = `Goals for ours: plain payloads ${plain.valid} % of valid and ${plain.invalid} % of invalid ones, rich schemas ${rich.valid} % of valid ones, every file compiles.`;
  return [
    missed.length === 0 ? `${asked} Every goal is met.` : `${asked} Missed: ${missed.join("; ")}.`,
    ...all.flatMap(({ ours, others }) => outsideOf(ours, others)),
    ...all.flatMap(({ name, refused, without }) => [
      ...(refused.length > 0 ? [`${name}: of ${refused.length} documents there is no type: they are refused.`] : []),
      ...(without.length > 0
        ? [`${name}: of ${without.length} schemas there are no instances: ajv does not compile them.`]
        : []),
    ]),
    ...all.flatMap(({ ours }) => [
      ...worst("valid ones refused", ours, ours.refused),
      ...worst("invalid ones accepted", ours, ours.accepted),
    ]),
  ];
}

function outsideOf({ corpus, outside, generator }: Score, others: Score): readonly string[] {
  if (outside.all === 0) return [];
  const names = `${corpus}: ${outside.all} more instances that somebody wrote have a name that nobody declared, at a closed place.`;
  const why = `Readers take them and a sender does not write them: types of ${generator} accept ${outside.accepted},`;
  return [`${names} ${why} of ${others.generator} ${others.outside.accepted}.`];
}

/** Schemas of which a type does not tell the truth, most lies first. */
function worst(what: string, { corpus }: Score, lies: Score["refused"]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { id } of lies) counts.set(shortened(id), (counts.get(shortened(id)) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, 8);
  return sorted.length === 0
    ? []
    : [
        `${corpus}, ${what}: ${sorted.map(([id, count]) => `${id} ${count}`).join(", ")}${counts.size > 8 ? ` and ${counts.size - 8} more schemas` : ""}.`,
      ];
}

const shortened = (id: string): string => id.replace(/ \S+ \S+$/, "");
