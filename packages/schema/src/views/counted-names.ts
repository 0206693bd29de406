import type { JsonSchema } from "../json.js";

/** More ways than this to choose the names are not written out. */
const MOST_WAYS = 64;

interface Declared {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

/** Objects with at least so many declared names, or at most so many; `undefined` where that takes too much to write. */
export function countedNames(
  { names, patterns }: Declared,
  keyword: "maxProperties" | "minProperties",
  count: number,
): JsonSchema | undefined {
  const absent = (list: readonly string[]) => ({
    properties: Object.fromEntries(list.map((name) => [name, false])),
  });
  const noPattern = { patternProperties: Object.fromEntries(patterns.map((pattern) => [pattern, false])) };
  if (keyword === "minProperties" && patterns.length === 0 && !(count === 1 && names.length > MOST_WAYS)) {
    return anyOf(choices(names, count)?.map((list) => ({ required: list })));
  }
  if (keyword === "minProperties") {
    if (count < 1) return true;
    return count > 1 ? undefined : { anyOf: [notAnObject, { not: { ...absent(names), ...noPattern } }] };
  }
  if (patterns.length > 0) return count > 0 ? undefined : { ...absent(names), ...noPattern };
  if (count >= names.length) return true;
  return anyOf(choices(names, names.length - count)?.map(absent));
}

const notAnObject: JsonSchema = { type: ["array", "boolean", "null", "number", "string"] };

function anyOf(ways: JsonSchema[] | undefined): JsonSchema | undefined {
  if (ways === undefined) return undefined;
  const [first = notAnObject, ...more] = ways;
  return more.length === 0 ? first : { anyOf: ways };
}

/** Every choice of so many names; `undefined` for too many. */
function choices(names: readonly string[], count: number): string[][] | undefined {
  if (count > names.length) return [];
  let found: string[][] = [[]];
  let open = found.map((list) => ({ list, from: 0 }));
  for (let size = 0; size < count; size++) {
    open = open.flatMap(({ list, from }) =>
      names.slice(from).flatMap((name, offset) => {
        const left = names.length - (from + offset + 1);
        return left < count - size - 1 ? [] : [{ list: [...list, name], from: from + offset + 1 }];
      }),
    );
    // Every beginning that is kept can be completed, so there are never fewer choices than beginnings.
    if (open.length > MOST_WAYS) return undefined;
    found = open.map(({ list }) => list);
  }
  return found;
}
