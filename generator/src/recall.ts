/**
 * Results of work, each under all that it was made of: an answer is only ever given for the very same question. What is remembered is
 * plain data that JSON carries unchanged.
 */
export interface Memory {
  /** What is remembered of a kind of work on these texts. */
  get(kind: string, texts: readonly string[]): { readonly value: unknown } | undefined;
  set(kind: string, texts: readonly string[], value: unknown): void;
}

/** Remembers nothing. */
export const noMemory: Memory = { get: () => undefined, set: () => {} };

/** The result of work that is done at most once. */
export function recall<T>(memory: Memory, kind: string, texts: readonly string[], make: () => T): T {
  const answer = memory.get(kind, texts);
  if (answer !== undefined) return answer.value as T;
  const value = make();
  memory.set(kind, texts, value);
  return value;
}

/** The same for work that takes its time. */
export async function recallLater<T>(
  memory: Memory,
  kind: string,
  texts: readonly string[],
  make: () => Promise<T>,
): Promise<T> {
  const answer = memory.get(kind, texts);
  if (answer !== undefined) return answer.value as T;
  const value = await make();
  memory.set(kind, texts, value);
  return value;
}

/** What has been put in words: it is readonly, and asked about more than once. */
const known = new WeakMap<object, string>();

/** Plain data as a text that says all of it, for a question: JSON writes what is no finite number, as YAML can say it, like `null`. */
export function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  const words = known.get(value) ?? write(value);
  known.set(value, words);
  return words;
}

function write(value: object): string {
  const text = JSON.stringify(value);
  if (!text.includes("null")) return text;
  const empty: string[] = [];
  JSON.stringify(value, (_name, member: unknown) => {
    if (member === null || (typeof member === "number" && !Number.isFinite(member))) empty.push(String(member));
    return member;
  });
  return `${text}\n${empty.join()}`;
}
