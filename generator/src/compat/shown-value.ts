const longest = 60;

/** A value of a contract in one short line, for people. */
export function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(" or ");
  const text = typeof value === "string" && /^[\w.:#*/~-]+$/.test(value) ? value : JSON.stringify(value);
  return text.length <= longest ? text : `${[...text].slice(0, longest - 3).join("")}...`;
}
