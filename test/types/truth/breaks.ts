import type { JsonValue } from "@insaka/schema";
import type { Validate } from "./validator.js";

/** One of each JSON type, in the order in which they are tried. */
const others: readonly JsonValue[] = [7, "another", { another: 1 }, [7], true, null];
const noMember = "no member of any enum";

/**
 * Copies of a valid instance that are structurally invalid: a required property is missing, a value is of another type, or it is
 * no member of its enum. Each was refused by the validator at that very place, for that reason.
 */
export function breaksOf(instance: JsonValue, validate: Validate): readonly JsonValue[] {
  const found: JsonValue[] = [];
  const tryOut = (changed: JsonValue, isMeant: (fault: ReturnType<Validate>[number]) => boolean): boolean => {
    const isBreak = validate(changed).some(isMeant);
    if (isBreak) found.push(changed);
    return isBreak;
  };
  for (const path of pathsOf(instance)) {
    const at = pointerOf(path);
    const name = path.at(-1);
    const place = pointerOf(path.slice(0, -1));
    if (typeof name === "string") {
      tryOut(withoutAt(instance, path), ({ keyword, instancePath, missingProperty }) => {
        return keyword === "required" && instancePath === place && missingProperty === name;
      });
    }
    const value = valueAt(instance, path);
    others.some(
      (other) => kindOf(other) !== kindOf(value) && tryOut(replacedAt(instance, path, other), isOf(at, ["type"])),
    );
    if (typeof value === "string") tryOut(replacedAt(instance, path, noMember), isOf(at, ["enum", "const"]));
  }
  return found;
}

const isOf =
  (at: string, keywords: readonly string[]) =>
  ({ keyword, instancePath }: ReturnType<Validate>[number]): boolean =>
    instancePath === at && keywords.includes(keyword);

type Path = readonly (string | number)[];

function pathsOf(value: JsonValue, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const children: readonly (readonly [string | number, JsonValue])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return [path, ...children.flatMap(([name, child]) => pathsOf(child, [...path, name]))];
}

const pointerOf = (path: Path): string =>
  path.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const kindOf = (value: JsonValue): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

function valueAt(value: JsonValue, path: Path): JsonValue {
  return path.reduce<JsonValue>((part, token) => (part as Record<string | number, JsonValue>)[token]!, value);
}

function replacedAt(value: JsonValue, [token, ...rest]: Path, replacement: JsonValue): JsonValue {
  if (token === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === token ? replacedAt(item, rest, replacement) : item));
  const entries = Object.entries(value as Record<string, JsonValue>);
  return Object.fromEntries(
    entries.map(([name, child]) => [name, name === token ? replacedAt(child, rest, replacement) : child]),
  );
}

function withoutAt(value: JsonValue, path: Path): JsonValue {
  const parent = path.slice(0, -1);
  const entries = Object.entries(valueAt(value, parent) as Record<string, JsonValue>);
  return replacedAt(value, parent, Object.fromEntries(entries.filter(([name]) => name !== path.at(-1))));
}
