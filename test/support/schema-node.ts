/** A schema written as an object. */
export type Node = { readonly [keyword: string]: unknown };

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
