import { escapePattern } from "../pattern/compile-pattern.js";

/** More patterns than this at one location that may overlap are not told apart: the regions double with each. */
const MOST_PATTERNS = 6;

/** What a location says of names, as far as regions need it. */
interface Names {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  matches(name: string): readonly string[];
}

/**
 * The sets of patterns that one name, not spelled out, may match together: all but the empty set and those that hold two
 * patterns which provably share no name. `undefined` for too many.
 */
export function nameRegions({ patterns }: Names): readonly (readonly string[])[] | undefined {
  let regions: (readonly string[])[] = [[]];
  for (const pattern of patterns) {
    const joined = regions.filter((region) => region.every((other) => !areDisjoint(pattern, other)));
    regions = [...regions, ...joined.map((region) => [...region, pattern])];
    if (regions.length > 2 ** MOST_PATTERNS) return undefined;
  }
  return regions.slice(1);
}

/**
 * A pattern for the names of one region: those that match all of its patterns and no other of the location, and are not
 * spelled out. `undefined` where these patterns cannot stand in one.
 */
export function regionPattern(location: Names, region: readonly string[]): string | undefined {
  const spelled = location.names.filter((name) => isSame(location.matches(name), region));
  const apart = location.patterns.filter(
    (pattern) => !region.includes(pattern) && !region.some((member) => areDisjoint(member, pattern)),
  );
  const [first = "", ...more] = region;
  if (spelled.length + apart.length + more.length === 0) return first;
  if (apart.length + more.length > 0 && ![...region, ...apart].every(isCombinable)) return undefined;
  const none = spelled.length === 0 ? "" : `(?!(?:${spelled.map(escapePattern).join("|")})$)`;
  const all = more.map((pattern) => `(?=${fromStart(pattern)})`).join("");
  return `^${none}${apart.map((pattern) => `(?!${fromStart(pattern)})`).join("")}${all}${fromStart(first)}`;
}

/** The pattern as it stands after a `^`. */
function fromStart(pattern: string): string {
  return pattern.startsWith("^") && !pattern.includes("|") ? pattern.slice(1) : `[\\s\\S]*(?:${pattern})`;
}

/** Beside others, a group's number or name could mean another group, and the older syntax would be read by all. */
function isCombinable(pattern: string): boolean {
  if (/\\[1-9k]|\(\?</.test(pattern)) return false;
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** True where both begin with a text of which neither begins the other. */
function areDisjoint(one: string, other: string): boolean {
  const [left, right] = [beginning(one), beginning(other)];
  return !left.startsWith(right) && !right.startsWith(left);
}

function beginning(pattern: string): string {
  const [, text = "", next = ""] = /^\^([\w-]*)(.?)/s.exec(pattern) ?? [];
  if (pattern.includes("|")) return "";
  return "*?+{".includes(next) && next !== "" ? text.slice(0, -1) : text;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}
