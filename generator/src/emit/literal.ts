/** Characters that show as nothing, or turn the direction of the text around them: in source they could hide what it says. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const plain = /^[\x20-\x7e]*$/;

/** A text as a TypeScript string literal that nothing can break out of. */
export function stringLiteral(text: string): string {
  const literal = JSON.stringify(text);
  // Most texts have nothing to look for, and it takes its time to look.
  return plain.test(literal) ? literal : literal.replace(invisible, escapeCharacter);
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
  const flat = flatLiteral(value, width - indent * 2);
  if (flat !== undefined) return flat;
  if (typeof value !== "object" || value === null) return scalarLiteral(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const inner = "  ".repeat(indent + 1);
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, indent + 1))
    : Object.entries(value).map(([name, member]) => `${ownKey(name)}: ${literal(member, indent + 1)}`);
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${"  ".repeat(indent)}${close}`;
}

function scalarLiteral(value: unknown): string {
  return typeof value === "string" ? stringLiteral(value) : (JSON.stringify(value) ?? "undefined");
}

/** The expression on one line; undefined where that is longer than `room`. It stops as soon as it is. */
function flatLiteral(value: unknown, room: number): string | undefined {
  if (room < 0) return undefined;
  if (typeof value !== "object" || value === null) return within(scalarLiteral(value), room);
  const isList = Array.isArray(value);
  let members = "";
  for (const [name, member] of Object.entries(value)) {
    if (members !== "") members += ", ";
    if (!isList) members += `${ownKey(name)}: `;
    const flat = flatLiteral(member, room - members.length);
    if (flat === undefined) return undefined;
    members += flat;
  }
  if (isList) return within(`[${members}]`, room);
  return within(members === "" ? "{}" : `{ ${members} }`, room);
}

function within(text: string, room: number): string | undefined {
  return text.length <= room ? text : undefined;
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
