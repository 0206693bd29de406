/** Why a message cannot be read. Each goes to the dead-letter queue at once. */
export type InvalidReason =
  | "content-type"
  | "content-encoding"
  | "too-large"
  | "not-utf8"
  | "too-deep"
  | "not-json"
  | "forbidden-key"
  | "no-message-id"
  | "no-version"
  | "unknown-message"
  | "unknown-version"
  | "retired-version"
  | "schema"
  | "headers"
  | "upcast-refused";
