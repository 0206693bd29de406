import { formats, type JsonSchema } from "@insaka/schema";
import { canonicalJson } from "../canonical-json.js";
import { definitionOf, isSchemaObject } from "../schema-object.js";

/**
 * The asserted formats that no pattern says (`regex`), as demands on the values at places of a message. The subset engine judges
 * schemas as if these were not there; a verdict of it stands where the reader demands nothing that the writer does not keep.
 */
export interface FormatDemands {
  /** Place and format, for what holds of every message: it is demanded on the way of properties, items, `allOf` and `$ref`. */
  readonly always: ReadonlySet<string>;
  /** What is demanded sometimes (under `anyOf`, `then` ...): to leave it out takes more messages, never fewer. */
  readonly sometimes: readonly string[];
  /** What is demanded where more or fewer messages may be meant (under `not`, `oneOf`, `if`), or endlessly. */
  readonly unclear: readonly string[];
}

type Manner = "always" | "sometimes" | "unclear";

const sometimes = new Set(["anyOf", "then", "else", "contains", "dependencies", "propertyNames"]);
const unclear = new Set(["not", "oneOf", "if"]);

const unsayable: readonly string[] = Object.keys(formats).filter((name) => typeof formats[name] === "function");

/** References can lead from few definitions to very many places. */
const MOST_PARTS = 20_000;

/** Finds these demands in a canonical schema. */
export function formatDemands(schema: JsonSchema): FormatDemands {
  const found = { always: new Set<string>(), sometimes: new Set<string>(), unclear: new Set<string>() };
  const text = JSON.stringify(schema);
  const named = unsayable.filter((name) => text.includes(`"format":${JSON.stringify(name)}`));
  if (named.length > 0) collect(schema, found, named);
  return { always: found.always, sometimes: [...found.sometimes].sort(), unclear: [...found.unclear].sort() };
}

function collect(schema: JsonSchema, found: Readonly<Record<Manner, Set<string>>>, named: readonly string[]): void {
  let parts = 0;
  const visit = (part: unknown, place: readonly string[], manner: Manner, through: readonly unknown[]): void => {
    if (!isSchemaObject(part)) return;
    parts += 1;
    if (parts > MOST_PARTS) {
      found.unclear.add(JSON.stringify([[], named[0]]));
      return;
    }
    if (part.$ref !== undefined) {
      const target = definitionOf(schema, part.$ref);
      // What leads to itself has no last place.
      if (through.includes(target)) found.unclear.add(JSON.stringify([place, named[0]]));
      else visit(target, place, manner, [...through, target]);
      return;
    }
    if (typeof part.format === "string" && named.includes(part.format) && takesTexts(part)) {
      found[manner].add(JSON.stringify([place, part.format]));
    }
    for (const { keyword, step, child } of childrenOf(part)) {
      const how =
        unclear.has(keyword) || manner === "unclear" ? "unclear" : sometimes.has(keyword) ? "sometimes" : manner;
      visit(child, step === null ? place : [...place, step], how, through);
    }
  };
  visit(schema, [], "always", []);
}

/** Why nothing can be said of a pair that the engine calls a subset; null where the verdict stands. */
export function undemanded(writer: FormatDemands, reader: FormatDemands): string | null {
  const broken = [
    ...writer.unclear,
    ...reader.unclear,
    ...reader.sometimes,
    ...[...reader.always].filter((demand) => !writer.always.has(demand)).sort(),
  ];
  const [first] = broken;
  if (first === undefined) return null;
  const [place, format] = JSON.parse(first) as [readonly string[], string];
  return `format "${format}" at ${place.length === 0 ? "the root" : `/${place.join("/")}`} is checked by a function that cannot be compared`;
}

/** A format is about texts: where none is taken, it demands nothing. */
function takesTexts({ type }: Readonly<Record<string, unknown>>): boolean {
  return type === undefined || type === "string" || (Array.isArray(type) && type.includes("string"));
}

interface Child {
  readonly keyword: string;
  /** To where in the message it leads; null where it stays. */
  readonly step: string | null;
  readonly child: unknown;
}

function childrenOf(part: Readonly<Record<string, unknown>>): readonly Child[] {
  return Object.entries(part).flatMap(([keyword, value]): readonly Child[] => {
    const list = Array.isArray(value) ? value : [value];
    const entries = isSchemaObject(value) ? Object.entries(value) : [];
    if (["allOf", "anyOf", "oneOf"].includes(keyword)) return list.map((child) => ({ keyword, step: null, child }));
    if (["not", "if", "then", "else", "propertyNames"].includes(keyword))
      return [{ keyword, step: null, child: value }];
    if (keyword === "dependencies") return entries.map(([, child]) => ({ keyword, step: null, child }));
    if (keyword === "properties") return entries.map(([name, child]) => ({ keyword, step: name, child }));
    if (keyword === "patternProperties") return entries.map(([name, child]) => ({ keyword, step: `<${name}>`, child }));
    // Which names are left for it depends on the others, and which items on the list before it.
    const others = canonicalJson([part.properties, part.patternProperties].map((map) => Object.keys(map ?? {}).sort()));
    if (keyword === "additionalProperties") return [{ keyword, step: `<others than ${others}>`, child: value }];
    if (keyword === "items" && !Array.isArray(value)) return [{ keyword, step: "<each>", child: value }];
    if (keyword === "items") return list.map((child, index) => ({ keyword, step: `<${index}>`, child }));
    const length = Array.isArray(part.items) ? part.items.length : 0;
    if (keyword === "additionalItems") return [{ keyword, step: `<after ${length}>`, child: value }];
    return keyword === "contains" ? [{ keyword, step: "<some>", child: value }] : [];
  });
}
