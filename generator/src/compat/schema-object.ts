/** True for a schema that is an object: neither `true` nor `false`. */
export function isSchemaObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own member of an object; `undefined` for anything inherited, and of anything else. */
export function ownMember(value: unknown, key: string): unknown {
  return isSchemaObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The schema under `#/definitions/<Name>` of a canonical schema; `undefined` for any other reference, and for one that leads nowhere. */
export function definitionOf(root: unknown, ref: unknown): unknown {
  if (typeof ref !== "string" || !ref.startsWith("#/definitions/")) return undefined;
  const name = ref.slice("#/definitions/".length).replaceAll("~1", "/").replaceAll("~0", "~");
  return ownMember(ownMember(root, "definitions"), name);
}
