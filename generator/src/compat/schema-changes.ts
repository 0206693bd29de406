import { formatPointer, type JsonSchema } from "@insaka/schema";
import { compareText } from "../diagnostic.js";
import { canonicalJson } from "./canonical-json.js";
import { definitionOf, isSchemaObject, ownMember } from "./schema-object.js";
import { shown } from "./shown-value.js";

/** A difference between two schemas, for people. */
export interface SchemaChange {
  /** JSON pointer into an instance; `*` stands for any element of an array, or any undeclared name. */
  readonly pointer: string;
  /** What changed there, without the place: `optional property added (string)`. */
  readonly text: string;
}

/** Two schemas side by side, and the whole that each belongs to. */
interface Comparison {
  readonly roots: readonly [JsonSchema | null, JsonSchema | null];
  readonly changes: SchemaChange[];
  /** Places that are still to be compared, the nearest to the root first. */
  readonly open: Place[];
}

/** A place in both schemas. */
interface Place {
  readonly tokens: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  /** The pairs of references that led here: a circle is compared once. */
  readonly above: readonly string[];
}

type Names = Readonly<Record<string, unknown>>;

/** A schema that refers to itself from many sides has more places, and more changes, than anybody reads. */
const most = { places: 5000, changes: 500 } as const;
/** Compared by name, by element or by place below; every other keyword is compared as a value. */
const ownRules: ReadonlySet<string> = new Set([
  "$ref",
  "definitions",
  "properties",
  "required",
  "items",
  "additionalProperties",
  "enum",
]);

/**
 * Tells what differs between two canonical schemas, place by place, in the words of the schemas. It judges nothing: whether a
 * difference breaks anybody is another question.
 */
export function schemaChanges(before: JsonSchema, after: JsonSchema): readonly SchemaChange[] {
  const first: Place = { tokens: [], before, after, above: [] };
  const comparison: Comparison = { roots: [before, after], changes: [], open: [first] };
  const { open, changes } = comparison;
  let compared = 0;
  for (const place of open) {
    if (compared >= most.places || changes.length >= most.changes) {
      note(comparison, [], "has more changes than are told");
      break;
    }
    comparePlace(comparison, place);
    compared += 1;
  }
  return changes;
}

function comparePlace(comparison: Comparison, { tokens, before, after, above }: Place): void {
  const [old, oldName] = followed(comparison.roots[0], before);
  const [now, nowName] = followed(comparison.roots[1], after);
  const pair = oldName === null && nowName === null ? null : `${oldName} ${nowName}`;
  if (pair !== null && above.includes(pair)) return;
  const way = pair === null ? above : [...above, pair];
  if (!isSchemaObject(old) || !isSchemaObject(now)) {
    if (canonicalJson(old ?? null) !== canonicalJson(now ?? null))
      note(comparison, tokens, `${kindOf(old)} -> ${kindOf(now)}`);
    return;
  }
  compareValues(comparison, tokens, old, now);
  compareEnums(comparison, tokens, old.enum, now.enum);
  compareProperties(comparison, tokens, old, now, way);
  compareBelow(comparison, tokens, old, now, way);
}

function followed(root: unknown, schema: unknown): readonly [unknown, string | null] {
  let at = schema;
  let name: string | null = null;
  for (let hops = 0; hops < 50; hops += 1) {
    const ref = ownMember(at, "$ref");
    const target = definitionOf(root, ref);
    if (target === undefined) break;
    at = target;
    name = String(ref);
  }
  return [at, name];
}

function compareValues(comparison: Comparison, tokens: readonly string[], old: Names, now: Names): void {
  const keywords = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => !ownRules.has(key)).sort();
  for (const keyword of keywords) {
    const [from, to] = [ownMember(old, keyword), ownMember(now, keyword)];
    const nested = isSchemaObject(from ?? to) || (Array.isArray(from ?? to) && keyword !== "type");
    if (closure(comparison.roots[0], from) === closure(comparison.roots[1], to)) continue;
    if (from === undefined) note(comparison, tokens, nested ? `${keyword} added` : `${keyword} ${shown(to)} added`);
    else if (to === undefined)
      note(comparison, tokens, nested ? `${keyword} removed` : `${keyword} ${shown(from)} removed`);
    else note(comparison, tokens, nested ? `${keyword} changed` : `${keyword} ${shown(from)} -> ${shown(to)}`);
  }
}

function compareEnums(comparison: Comparison, tokens: readonly string[], from: unknown, to: unknown): void {
  if (!Array.isArray(from) || !Array.isArray(to)) {
    if (Array.isArray(to)) note(comparison, tokens, `only ${listed(to)} allowed now`);
    if (Array.isArray(from)) note(comparison, tokens, `not bound to ${listed(from)} any more`);
    return;
  }
  const without = (all: readonly unknown[], others: readonly unknown[]): readonly unknown[] => {
    const texts = new Set(others.map(canonicalJson));
    return all.filter((value) => !texts.has(canonicalJson(value)));
  };
  const [gained, lost] = [without(to, from), without(from, to)];
  if (gained.length > 0) note(comparison, tokens, `enum gained ${listed(gained)}`);
  if (lost.length > 0) note(comparison, tokens, `enum lost ${listed(lost)}`);
}

function compareProperties(
  comparison: Comparison,
  tokens: readonly string[],
  old: Names,
  now: Names,
  above: readonly string[],
): void {
  const [from, to] = [namesOf(old.properties), namesOf(now.properties)];
  const [wasRequired, isRequired] = [requiredOf(old), requiredOf(now)];
  const all = new Set([...Object.keys(from), ...Object.keys(to), ...wasRequired, ...isRequired]);
  for (const name of [...all].sort(compareText)) {
    const here = [...tokens, name];
    const [had, has] = [Object.hasOwn(from, name), Object.hasOwn(to, name)];
    const [was, is] = [wasRequired.has(name), isRequired.has(name)];
    if (has && !had) {
      const kind = kindOf(followed(comparison.roots[1], to[name])[0]);
      note(comparison, here, `${is ? "required" : "optional"} property added (${kind})`);
    } else if (had && !has) note(comparison, here, "property removed");
    if (had === has && is && !was) note(comparison, here, "required now");
    if (had === has && was && !is) note(comparison, here, "optional now");
    if (had && has) comparison.open.push({ tokens: here, before: from[name], after: to[name], above });
  }
}

function compareBelow(
  comparison: Comparison,
  tokens: readonly string[],
  old: Names,
  now: Names,
  above: readonly string[],
): void {
  for (const keyword of ["items", "additionalProperties"]) {
    const [from, to] = [ownMember(old, keyword), ownMember(now, keyword)];
    if (closure(comparison.roots[0], from) === closure(comparison.roots[1], to)) continue;
    if (isSchemaObject(from) && isSchemaObject(to)) {
      comparison.open.push({ tokens: [...tokens, "*"], before: from, after: to, above });
    } else if (Array.isArray(from ?? to)) note(comparison, tokens, `${keyword} changed`);
    else note(comparison, tokens, `${keyword} ${kindOf(from)} -> ${kindOf(to)}`);
  }
}

/** A value with every definition that it leads to: equal texts say the same. */
function closure(root: unknown, value: unknown): string {
  const text = value === undefined ? "" : canonicalJson(value);
  const found = new Map<string, string>();
  const open = [text];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [, ref] of next.matchAll(/"\$ref":("#\/definitions\/(?:[^"\\]|\\.)*")/g)) {
      const name: unknown = ref === undefined ? undefined : JSON.parse(ref);
      const target = definitionOf(root, name);
      if (target === undefined || found.has(String(name))) continue;
      found.set(String(name), canonicalJson(target));
      open.push(canonicalJson(target));
    }
  }
  return [text, ...[...found].sort(([a], [b]) => compareText(a, b)).flat()].join("\n");
}

function namesOf(value: unknown): Names {
  return isSchemaObject(value) ? value : {};
}

function requiredOf({ required }: Names): ReadonlySet<string> {
  return new Set(Array.isArray(required) ? required.map(String) : []);
}

/** What a schema describes, in a word or two. */
function kindOf(schema: unknown): string {
  if (schema === undefined) return "anything";
  if (schema === true) return "anything";
  if (schema === false) return "nothing";
  const type = ownMember(schema, "type");
  if (type !== undefined) return Array.isArray(type) ? type.join(" or ") : String(type);
  const constant = ownMember(schema, "const");
  if (constant !== undefined) return `always ${shown(constant)}`;
  return Array.isArray(ownMember(schema, "enum")) ? "one of a list" : "several kinds";
}

function listed(values: readonly unknown[]): string {
  const some = values.slice(0, 8).map(shown).join(", ");
  return values.length > 8 ? `${some} and ${values.length - 8} more` : some;
}

function note({ changes }: Comparison, tokens: readonly string[], text: string): void {
  changes.push({ pointer: formatPointer(tokens), text });
}
