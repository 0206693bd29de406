import { isObject, type JsonObject, type JsonValue, setOwn } from "../json.js";
import type { Location } from "../location/location.js";
import { formatPointer } from "../pointer.js";

/**
 * The places of names that the schema does not declare, at closed places. They are the message's own names and may be
 * personal data: for tools and tests, not for logs.
 */
export function undeclared(root: Location, value: unknown): readonly string[] {
  return undeclaredTokens(root, value).map(formatPointer);
}

/** {@link undeclared} before it is written as pointers. */
export function undeclaredTokens(root: Location, value: unknown): readonly (readonly string[])[] {
  const found: string[][] = [];
  collect(root, value, [], found);
  return found;
}

/** Whether there is any: what nearly every message is asked, without a list. */
export function hasUndeclared(location: Location, value: unknown): boolean {
  if (typeof value !== "object" || value === null || location.silent) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (typeof element === "object" && element !== null && hasUndeclared(location.item(index), element)) return true;
    }
    return false;
  }
  const { closed } = location;
  for (const name in value) {
    // Whether a name is the value's own is asked last: it rarely matters, and costs as much as the rest.
    if (closed && !location.declares(name)) {
      if (Object.hasOwn(value, name)) return true;
      continue;
    }
    const child: unknown = (value as Record<string, unknown>)[name];
    if (typeof child !== "object" || child === null || !Object.hasOwn(value, name)) continue;
    if (hasUndeclared(location.property(name), child)) return true;
  }
  return false;
}

function collect(location: Location, value: unknown, above: string[], found: string[][]): void {
  if (typeof value !== "object" || value === null || location.silent) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (typeof element !== "object" || element === null) continue;
      collect(location.item(index), element, [...above, String(index)], found);
    }
    return;
  }
  for (const name of Object.keys(value)) {
    const child: unknown = (value as Record<string, unknown>)[name];
    if (location.closed && !location.declares(name)) found.push([...above, name]);
    else if (typeof child === "object" && child !== null) {
      collect(location.property(name), child, [...above, name], found);
    }
  }
}

/**
 * A value without the names that the schema does not declare at closed places. Untouched parts are shared with the
 * argument, which is never changed; where nothing is dropped the argument itself is returned.
 */
export function dropUndeclared(root: Location, value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || root.silent) return value;
  if (Array.isArray(value)) return dropFromItems(root, value);
  const { closed } = root;
  let kept: JsonObject | undefined;
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    if (closed && !root.declares(name)) return keepDeclared(root, value);
    const child = value[name];
    if (typeof child !== "object" || child === null) continue;
    const keptChild = dropUndeclared(root.property(name), child);
    if (keptChild === child) continue;
    kept ??= keepAll(value);
    setOwn(kept, name, keptChild);
  }
  return kept ?? value;
}

function keepAll(value: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const name of Object.keys(value)) setOwn(kept, name, value[name] as JsonValue);
  return kept;
}

function keepDeclared(location: Location, value: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const name of Object.keys(value)) {
    const child = value[name];
    if (child === undefined || !location.declares(name)) continue;
    setOwn(
      kept,
      name,
      isObject(child) || Array.isArray(child) ? dropUndeclared(location.property(name), child) : child,
    );
  }
  return kept;
}

function dropFromItems(location: Location, value: JsonValue[]): JsonValue[] {
  let kept: JsonValue[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const element = value[index] as JsonValue;
    const keptElement = dropUndeclared(location.item(index), element);
    if (keptElement === element) continue;
    kept ??= [...value];
    kept[index] = keptElement;
  }
  return kept ?? value;
}
