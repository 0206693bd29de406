/** Characters that show as nothing, or turn the direction of the text around them: in source they could hide what it says. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Printable ASCII without a quotation mark or a backslash. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A text as a TypeScript string literal that nothing can break out of. */
export function stringLiteral(text: string): string {
  // Most texts have nothing to look for, and it takes its time to look.
  return plain.test(text) ? `"${text}"` : JSON.stringify(text).replace(invisible, escapeCharacter);
}

function escapeCharacter(char: string): string {
  const units = Array.from({ length: char.length }, (_, index) => char.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** The name of a property in an object literal or an interface: bare where it may be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** The name of a property in an object literal: `__proto__` needs brackets, or it would set the prototype. */
function ownKey(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyKey(name);
}

/** Widest line that a literal is kept on. */
const width = 110;

/**
 * Plain JSON as a TypeScript expression: on one line where that fits, else indented by two spaces a level.
 * @param indent - how deep the expression stands, in levels
 */
export function literal(value: unknown, indent = 0): string {
  return textOf(expressionOf(value), indent);
}

/** A value as an expression, made from the inside to the outside, so that each part is written once. */
type Expression = string | Collection;

interface Collection {
  readonly open: "[" | "{";
  /** Each item or member: what stands before its value, and the value. */
  readonly parts: readonly (readonly [key: string, value: Expression])[];
  /** All of it on one line; undefined where no line is wide enough. */
  readonly flat: string | undefined;
}

function expressionOf(value: unknown): Expression {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const open = Array.isArray(value) ? "[" : "{";
  const parts = Array.isArray(value)
    ? value.map((item): Collection["parts"][number] => ["", expressionOf(item)])
    : Object.entries(value).map(([name, member]) => [`${ownKey(name)}: `, expressionOf(member)] as const);
  return { open, parts, flat: flatOf(open, parts) };
}

function flatOf(open: Collection["open"], parts: Collection["parts"]): string | undefined {
  let members = "";
  for (const [key, value] of parts) {
    const flat = typeof value === "string" ? value : value.flat;
    if (flat === undefined || members.length + flat.length > width) return undefined;
    members += members === "" ? key + flat : `, ${key}${flat}`;
  }
  if (open === "[") return `[${members}]`;
  return members === "" ? "{}" : `{ ${members} }`;
}

function textOf(expression: Expression, indent: number): string {
  if (typeof expression === "string") return expression;
  const { open, parts, flat } = expression;
  if (flat !== undefined && flat.length <= width - indent * 2) return flat;
  const inner = "  ".repeat(indent + 1);
  let text = `${open}\n`;
  for (const [key, value] of parts) text += `${inner}${key}${textOf(value, indent + 1)},\n`;
  return `${text}${"  ".repeat(indent)}${open === "[" ? "]" : "}"}`;
}

/** The type that plain JSON alone is of: `"a"`, `1`, `{ readonly a: null }`. */
export function literalType(value: unknown): string {
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `readonly [${value.map(literalType).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "unknown";
  const members = Object.entries(value).map(
    ([name, member]) => `readonly ${propertyKey(name)}: ${literalType(member)}`,
  );
  return members.length === 0 ? "Record<string, never>" : `{ ${members.join("; ")} }`;
}
