import type { JsonSchema } from "@insaka/schema";
import { compareText } from "../diagnostic.js";
import { isMapping, joinPointer } from "../read/node.js";
import type { PersonalData } from "./contract-model.js";

/** Types that hold each other twice at every level have more places than anybody can list; beyond this many steps the list ends. */
const budget = 100_000;

/** Every place of a canonical schema that `x-personal-data` marks. A recursive type is listed to its first repetition. */
export function findPersonalData(schema: JsonSchema): readonly PersonalData[] {
  const found = new Map<string, PersonalData>();
  const definitions = isMapping(schema) && isMapping(schema.definitions) ? schema.definitions : {};
  let steps = 0;
  const visit = (part: unknown, way: Way | undefined, through: readonly string[]): void => {
    if (!isMapping(part) || ++steps > budget) return;
    if (typeof part.$ref === "string") {
      const name = part.$ref.slice("#/definitions/".length);
      if (!through.includes(name) && Object.hasOwn(definitions, name))
        visit(definitions[name], way, [...through, name]);
      return;
    }
    const stated = part["x-personal-data"];
    if (typeof stated === "string") {
      const pointer = pointerOf(way);
      found.set(`${pointer} ${stated}`, { pointer, class: stated });
    }
    for (const [keyword, below] of Object.entries(part)) {
      if (keyword === "properties") {
        for (const [name, member] of entries(below)) visit(member, { above: way, token: name }, through);
      } else if (keyword === "patternProperties") {
        for (const [, member] of entries(below)) visit(member, { above: way, token: "*" }, through);
      } else if (keyword === "dependencies") {
        for (const [, member] of entries(below)) visit(member, way, through);
      } else if (within.has(keyword)) {
        for (const item of listOf(below)) visit(item, { above: way, token: "*" }, through);
      } else if (inPlace.has(keyword)) {
        for (const member of listOf(below)) visit(member, way, through);
      }
    }
  };
  visit(schema, undefined, []);
  return [...found.values()].sort((a, b) => compareText(a.pointer, b.pointer) || compareText(a.class, b.class));
}

/** Keywords whose schemas judge what is within the value, under whichever name or at whichever place. */
const within: ReadonlySet<string> = new Set(["additionalItems", "additionalProperties", "items"]);
/** Keywords whose schemas judge the same value. */
const inPlace: ReadonlySet<string> = new Set(["allOf", "anyOf", "else", "if", "oneOf", "then"]);

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** How one got to a place: most places are passed through, and only those that are marked get a pointer. */
interface Way {
  readonly above: Way | undefined;
  readonly token: string;
}

function pointerOf(way: Way | undefined): string {
  return way === undefined ? "" : joinPointer(pointerOf(way.above), way.token);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isMapping(value) ? Object.entries(value) : [];
}
