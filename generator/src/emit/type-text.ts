/** Which bracket a closing bracket closes. */
const opening: Readonly<Record<string, string>> = { ")": "(", "}": "{", "]": "[" };

/**
 * Makes every array and tuple type of a text readonly. The text has types only: no comment, no string literal.
 * `string[][]` becomes `readonly (readonly string[])[]`.
 */
export function readonlyArrays(text: string): string {
  let out = "";
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === "[" && text[index + 1] === "]") {
      out = wrapArray(out, text[index + 2] === "[");
      index += 1;
    } else if (char === "[" && !text.startsWith("[k: string]", index)) {
      out += "readonly [";
    } else {
      out += char;
    }
  }
  return out;
}

function wrapArray(before: string, isElement: boolean): string {
  const start = operandStart(before);
  const last = before.slice(start);
  const operand = last.startsWith("readonly ") ? `(${last})` : last;
  // The rest of a tuple (`...T[]`) takes its readonly from the tuple.
  if (before.slice(0, start).endsWith("...")) return `${before}[]`;
  const array = `readonly ${operand}[]`;
  return before.slice(0, start) + (isElement ? `(${array})` : array);
}

/** Where the type that ends the text begins: at the bracket that its last bracket closes, or with its last word. */
function operandStart(text: string): number {
  let at = text.length - 1;
  const last = text[at] ?? "";
  if (opening[last] === undefined) {
    while (at >= 0 && /[\w$]/.test(text[at] ?? "")) at -= 1;
    return at + 1;
  }
  let depth = 0;
  for (; at >= 0; at -= 1) {
    const char = text[at] ?? "";
    if (opening[char] !== undefined) depth += 1;
    if (char === "(" || char === "{" || char === "[") depth -= 1;
    if (depth === 0) break;
  }
  return last === "]" && text.slice(0, at).endsWith("readonly ") ? at - "readonly ".length : at;
}

/** `: (a | b)` reads better as `: a | b`. Takes the brackets off that hold a whole type. The text has types only. */
export function dropOuterBrackets(text: string): string {
  const chars = [...text];
  const open: number[] = [];
  for (const [index, char] of chars.entries()) {
    if (char === "(") open.push(index);
    if (char !== ")") continue;
    const start = open.pop();
    if (start === undefined || !/[:=] $/.test(text.slice(Math.max(0, start - 2), start))) continue;
    const next = text[index + 1];
    if (next === undefined || next === "\n") {
      chars[start] = "";
      chars[index] = "";
    }
  }
  return chars.join("");
}
