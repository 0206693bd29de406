import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
  type Node as YamlNode,
} from "yaml";
import { limits } from "./limits.js";
import { splitPointer } from "./node.js";
import { readPlainYaml } from "./plain-yaml.js";

/** A line and a column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The content of a YAML or JSON text, and where each value stands in it. */
export interface SourceText {
  readonly value: unknown;
  /** The place of the name or the value that a pointer leads to; of the nearest place above where there is none. */
  position(pointer: string, part: "key" | "value"): Position;
}

/** Why a text could not be read. */
export interface SourceProblem {
  readonly position: Position;
  readonly code: "document-not-parsed" | "document-too-deep" | "document-too-large" | "key-forbidden";
  readonly message: string;
  /** What to do about it, where that is more than to correct the text. */
  readonly hint?: string;
}

/**
 * Parses YAML (1.2 with merge keys) or JSON. Never throws.
 *
 * What a plain text says, a quick parser tells; where in it something stands hardly anybody asks, and it takes the parser of the rest.
 */
export function parseSource(text: string): SourceText | readonly SourceProblem[] {
  const plain = readPlainYaml(text);
  return plain === undefined ? parseWithPlaces(text) : { value: plain.value, position: laterPositions(text) };
}

function laterPositions(text: string): SourceText["position"] {
  let parsed: ReturnType<typeof parseWithPlaces> | undefined;
  return (pointer, part) => {
    parsed ??= parseWithPlaces(text);
    return "position" in parsed ? parsed.position(pointer, part) : { line: 1, column: 1 };
  };
}

/** The same by the parser that takes all of YAML, tells what is wrong and where everything stands, and counts where the two differ. */
export function parseWithPlaces(text: string): SourceText | readonly SourceProblem[] {
  const counter = new LineCounter();
  if (nestsBeyondSense(text))
    return [{ position: { line: 1, column: 1 }, code: "document-too-deep", message: tooDeep }];
  try {
    // The package's own check for duplicate keys compares each key with each other key: `findProblems` uses a set.
    const document = parseDocument(text, {
      lineCounter: counter,
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
    });
    const problems = findProblems(document, counter);
    if (problems.length > 0) return problems;
    const value: unknown = document.toJS({ maxAliasCount: limits.aliasExpansion });
    if (containsItself(value))
      return [{ position: { line: 1, column: 1 }, code: "document-not-parsed", message: circular }];
    return { value, position: positions(document, counter) };
  } catch (error) {
    return [{ position: { line: 1, column: 1 }, ...explainThrow(error) }];
  }
}

function explainThrow(error: unknown): Omit<SourceProblem, "position"> {
  const message = error instanceof Error ? error.message : String(error);
  // The parser is recursive: nesting beyond any sense ends its stack before our own measure sees it.
  if (error instanceof RangeError) return { code: "document-too-deep", message: tooDeep };
  return { code: "document-not-parsed", message };
}

const circular = "An alias stands within its own anchor: the content has no end.";
const tooDeep = `The document nests deeper than ${limits.depth} levels.`;

/**
 * A look at the raw text, before the parser, whose memory grows with the square of the nesting: brackets that nobody closes,
 * and list markers in a row. What brackets within texts add up to stays far below the bound.
 */
function nestsBeyondSense(text: string): boolean {
  const bound = limits.depth * 50;
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x5b || char === 0x7b) open += 1;
    else if ((char === 0x5d || char === 0x7d) && open > 0) open -= 1;
    if (open > bound) return true;
  }
  return new RegExp(`(?:[-?] ){${limits.depth}}`).test(text);
}

/** True where an alias makes a value part of itself; whoever walks it would never come back. */
function containsItself(value: unknown): boolean {
  const above = new Set<unknown>();
  const done = new WeakSet<object>();
  const visit = (part: unknown): boolean => {
    if (typeof part !== "object" || part === null || done.has(part)) return false;
    if (above.has(part)) return true;
    above.add(part);
    const found = Object.values(part).some(visit);
    above.delete(part);
    done.add(part);
    return found;
  };
  return visit(value);
}

function findProblems(document: Document.Parsed, counter: LineCounter): readonly SourceProblem[] {
  const problems: SourceProblem[] = document.errors.map((error) => ({
    position: at(counter, error.pos[0]),
    code: "document-not-parsed",
    message: `${error.message.replace(/\s+/g, " ").replace(/[.:]$/, "")}.`,
  }));
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: document.contents, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (!isCollection(node)) continue;
    if (depth > limits.depth) {
      problems.push({ position: at(counter, node.range?.[0] ?? 0), code: "document-too-deep", message: tooDeep });
      break;
    }
    if (isMap(node) && node.items.length > limits.members) {
      const message = `The mapping has ${node.items.length} keys; ${limits.members} are accepted.`;
      return [{ position: at(counter, node.range?.[0] ?? 0), code: "document-too-large", message }];
    }
    if (isMap(node)) problems.push(...tooManyProperties(document, node, counter));
    if (isMap(node)) problems.push(...duplicateKeys(node, counter), ...forbiddenKeys(document, node, counter));
    for (const item of node.items) open.push({ node: isPair(item) ? item.value : item, depth: depth + 1 });
  }
  return problems;
}

/** A name that means the prototype of an object, whichever way it is written. */
function forbiddenKeys(document: Document.Parsed, map: YAMLMap, counter: LineCounter): readonly SourceProblem[] {
  return map.items
    .filter(({ key }) => {
      const name: unknown = isAlias(key) ? key.resolve(document) : key;
      return isScalar(name) && name.value === "__proto__";
    })
    .map(({ key }) => ({
      position: at(counter, offsetOf(key) ?? 0),
      code: "key-forbidden" as const,
      message: 'No key may be called "__proto__".',
      hint: "Choose another name: every consumer dead-letters a message that has such a key.",
    }));
}

function tooManyProperties(document: Document.Parsed, map: YAMLMap, counter: LineCounter): readonly SourceProblem[] {
  return map.items.flatMap(({ key, value }) => {
    const properties: unknown = isAlias(value) ? value.resolve(document) : value;
    if (!isScalar(key) || key.value !== "properties" || !isMap(properties)) return [];
    const count = properties.items.length;
    if (count <= limits.properties) return [];
    const message = `The schema has ${count} properties; ${limits.properties} are accepted.`;
    const hint = "Group them into objects.";
    return [{ position: at(counter, offsetOf(key) ?? 0), code: "document-too-large", message, hint }];
  });
}

function duplicateKeys(map: YAMLMap, counter: LineCounter): readonly SourceProblem[] {
  const seen = new Map<string, number>();
  const problems: SourceProblem[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key) || key.value === "<<") continue;
    const name = String(key.value);
    const offset = key.range?.[0] ?? 0;
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, offset);
      continue;
    }
    const line = at(counter, first).line;
    const message = `The key "${name}" stands twice in one mapping, first on line ${line}.`;
    problems.push({ position: at(counter, offset), code: "document-not-parsed", message });
  }
  return problems;
}

function positions(document: Document.Parsed, counter: LineCounter): SourceText["position"] {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  const pairsOf = (map: YAMLMap): Map<string, Pair> => {
    let index = indexes.get(map);
    if (index === undefined) {
      index = new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]));
      indexes.set(map, index);
    }
    return index;
  };
  return (pointer, part) => {
    let node: unknown = document.contents;
    let key: unknown;
    for (const token of splitPointer(pointer) ?? []) {
      const target = isAlias(node) ? node.resolve(document) : node;
      const pair = isMap(target) ? pairsOf(target).get(token) : undefined;
      const item = isSeq(target) ? target.items[Number(token)] : undefined;
      if (pair === undefined && item === undefined) break;
      key = pair?.key;
      node = pair === undefined ? item : (pair.value ?? pair.key);
    }
    return at(counter, offsetOf(part === "key" ? key : node) ?? offsetOf(node) ?? 0);
  };
}

function offsetOf(node: unknown): number | undefined {
  return (node as YamlNode | undefined)?.range?.[0];
}

function at(counter: LineCounter, offset: number): Position {
  const { line, col } = counter.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}
