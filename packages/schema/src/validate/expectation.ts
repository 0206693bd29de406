import type { ErrorObject } from "ajv";

/** How many members of an enumeration are listed. */
const LISTED = 12;

type Params = { readonly [name: string]: unknown };

/** What each keyword asks for, in words. Everything comes from the schema. */
const WORDS: { readonly [keyword: string]: (params: Params) => string } = {
  additionalItems: (p) => `at most ${p.limit} elements`,
  additionalProperties: () => "no undeclared name",
  anyOf: () => "one of the alternatives of anyOf",
  const: (p) => `the constant ${JSON.stringify(p.allowedValue)}`,
  contains: () => "an element that matches contains",
  discriminator: () => "a value that one of the alternatives of oneOf has here",
  dependencies: (p) => `present, because "${p.property}" is`,
  enum: (p) => oneOf(p.allowedValues),
  "false schema": () => "nothing",
  format: (p) => `text of format ${p.format}`,
  if: (p) => `a match with "${p.failingKeyword}"`,
  maxItems: (p) => `at most ${p.limit} elements`,
  maxLength: (p) => `at most ${p.limit} characters`,
  maxProperties: (p) => `at most ${p.limit} properties`,
  maximum: limit,
  exclusiveMaximum: limit,
  minItems: (p) => `at least ${p.limit} elements`,
  minLength: (p) => `at least ${p.limit} characters`,
  minProperties: (p) => `at least ${p.limit} properties`,
  minimum: limit,
  exclusiveMinimum: limit,
  multipleOf: (p) => `a multiple of ${p.multipleOf}`,
  not: () => "no match with not",
  oneOf: () => "exactly one of the alternatives of oneOf",
  pattern: (p) => `text that matches ${p.pattern}`,
  propertyNames: () => "a name that propertyNames allows",
  required: () => "present",
  type: (p) => (Array.isArray(p.type) ? p.type.join(" or ") : String(p.type)),
  uniqueItems: () => "elements that differ",
};

/** Says what the schema asks for at an error of ajv. */
export function expectation(error: ErrorObject): string {
  const words = Object.hasOwn(WORDS, error.keyword) ? WORDS[error.keyword] : undefined;
  return words?.(error.params) ?? `a match with ${error.keyword}`;
}

function limit({ comparison, limit: bound }: Params): string {
  return `a number ${comparison} ${bound}`;
}

function oneOf(allowed: unknown): string {
  const members = (Array.isArray(allowed) ? allowed : []).map((member) => JSON.stringify(member));
  const more = members.length > LISTED ? ` and ${members.length - LISTED} more` : "";
  return `one of ${members.slice(0, LISTED).join(", ")}${more}`;
}
