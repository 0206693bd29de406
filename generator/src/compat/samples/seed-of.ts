import type { JsonSchema } from "@insaka/schema";

/** A seed made from a schema (FNV-1a of its JSON): the same schema gives the same messages, on every machine. */
export function seedOf(schema: JsonSchema): number {
  let hash = 0x811c9dc5;
  const text = JSON.stringify(schema);
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
