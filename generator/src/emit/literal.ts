/** Characters that show as nothing, or turn the direction of the text around them: in source they could hide what it says. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text as a TypeScript string literal that nothing can break out of. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(invisible, escapeCharacter);
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
  const flat = flatLiteral(value);
  if (flat.length + indent * 2 <= width || typeof value !== "object" || value === null) return flat;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const inner = "  ".repeat(indent + 1);
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, indent + 1))
    : Object.entries(value).map(([name, member]) => `${ownKey(name)}: ${literal(member, indent + 1)}`);
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${"  ".repeat(indent)}${close}`;
}

function flatLiteral(value: unknown): string {
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const members = Object.entries(value).map(([name, member]) => `${ownKey(name)}: ${flatLiteral(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
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
