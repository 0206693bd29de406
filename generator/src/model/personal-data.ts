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
  const visit = (part: unknown, pointer: string, through: readonly string[]): void => {
    if (!isMapping(part) || ++steps > budget) return;
    if (typeof part.$ref === "string") {
      const name = part.$ref.slice("#/definitions/".length);
      if (!through.includes(name) && Object.hasOwn(definitions, name))
        visit(definitions[name], pointer, [...through, name]);
      return;
    }
    const stated = part["x-personal-data"];
    if (typeof stated === "string") found.set(`${pointer} ${stated}`, { pointer, class: stated });
    for (const [name, member] of entries(part.properties)) visit(member, joinPointer(pointer, name), through);
    for (const [, member] of entries(part.patternProperties)) visit(member, joinPointer(pointer, "*"), through);
    visit(part.additionalProperties, joinPointer(pointer, "*"), through);
    for (const item of [part.items, part.additionalItems].flat()) visit(item, joinPointer(pointer, "*"), through);
    for (const member of [part.allOf, part.anyOf, part.oneOf, part.if, part.then, part.else].flat()) {
      visit(member, pointer, through);
    }
    for (const [, member] of entries(part.dependencies)) visit(member, pointer, through);
  };
  visit(schema, "", []);
  return [...found.values()].sort((a, b) => compareText(a.pointer, b.pointer) || compareText(a.class, b.class));
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isMapping(value) ? Object.entries(value) : [];
}
