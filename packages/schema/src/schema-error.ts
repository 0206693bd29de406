/** Thrown where a document's schema, pointer or upcast step is not one. The message says why and never holds a value of a message. */
export class SchemaError extends Error {
  override readonly name: string = "SchemaError";
}
