/** A value inside a source file, and how to get there. */
export interface Node {
  /** The file's path, as in `DocumentSet.files`. */
  readonly file: string;
  readonly pointer: string;
  readonly value: unknown;
}

/** A plain object, as YAML or JSON mappings become. */
export type Mapping = Readonly<Record<string, unknown>>;

/** True for a plain object (not null, not an array). */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own property of a mapping; `undefined` for anything inherited. */
export function own(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Adds one token to a JSON pointer (RFC 6901). */
export function joinPointer(pointer: string, token: string | number): string {
  const name = String(token);
  // Hardly any name needs it, and every value of every document gets a pointer.
  if (!name.includes("~") && !name.includes("/")) return `${pointer}/${name}`;
  return `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Splits a JSON pointer into its tokens; `undefined` for text that is not a pointer. Unlike a path of an upcast step, a place in a document may have any name. */
export function splitPointer(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value under a key or index; `undefined` where there is none. */
export function child(node: Node, token: string | number): Node | undefined {
  const { value } = node;
  const found = Array.isArray(value) ? value[Number(token)] : own(value, String(token));
  return found === undefined ? undefined : { file: node.file, pointer: joinPointer(node.pointer, token), value: found };
}

/** The members of a mapping in the order of the document; none for anything else. */
export function members(node: Node | undefined): readonly (readonly [string, Node])[] {
  if (node === undefined || !isMapping(node.value)) return [];
  return Object.entries(node.value).map(([key, value]) => [
    key,
    { file: node.file, pointer: joinPointer(node.pointer, key), value },
  ]);
}

/** The items of a sequence; none for anything else. */
export function items(node: Node | undefined): readonly Node[] {
  if (node === undefined || !Array.isArray(node.value)) return [];
  return node.value.map((value, index) => ({ file: node.file, pointer: joinPointer(node.pointer, index), value }));
}

/** The text of a scalar; `undefined` for anything that is not a text. */
export function text(node: Node | undefined): string | undefined {
  return typeof node?.value === "string" ? node.value : undefined;
}
