/** Names that a generated file imports or that mean something to JavaScript: an identifier of ours must be another. */
const takenTypes: ReadonlySet<string> = new Set([
  "BroadcastConsumerFactory",
  "Broadcasts",
  "ConsumerFactory",
  "JsonSchema",
  "MessageDescriptor",
  "NoHeaders",
  "PublisherFactory",
  "Receives",
  "Record",
  "RequesterFactory",
  "Requests",
  "WithHeaders",
  "WithParameters",
]);

/** A method of these names would change what an object is: `then` makes it a promise for `await`. */
const takenMethods: ReadonlySet<string> = new Set([
  "catch",
  "constructor",
  "finally",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "then",
  "toJSON",
  "toLocaleString",
  "toString",
  "valueOf",
]);

/**
 * The words of a name: cut at whatever is neither letter nor digit, and where small letters meet capitals.
 * `"HTTPServer-error_v2"` has the words `HTTP`, `Server`, `error`, `v2`.
 */
export function words(name: string): readonly string[] {
  return name
    .normalize("NFC")
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== "");
}

/** `loan-approved` becomes `LoanApproved`; empty where the name has no letter or digit. */
export function typeNameOf(name: string): string {
  return typeNameOfWords(words(name));
}

function typeNameOfWords(parts: readonly string[]): string {
  const joined = parts.map(capitalised).join("");
  return takenTypes.has(joined) ? `${joined}_` : withLetterFirst(joined);
}

/** `LoanApproved` becomes `loanApproved`; empty where the name has no letter or digit. */
export function methodNameOf(name: string): string {
  const [first = "", ...rest] = words(name);
  const joined = [first.toLowerCase(), ...rest.map(capitalised)].join("");
  return takenMethods.has(joined) ? `${joined}_` : withLetterFirst(joined);
}

/** `LoanApproved` becomes `loan-approved`; empty where the name has no letter or digit. */
export function fileNameOf(name: string): string {
  return words(name).join("-").toLowerCase();
}

function capitalised(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}

function withLetterFirst(identifier: string): string {
  return /^[\p{ID_Start}]/u.test(identifier) || identifier === "" ? identifier : `_${identifier}`;
}
