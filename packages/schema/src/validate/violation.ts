/** One way in which a message breaks its schema. It holds nothing of the message but its shape. */
export interface Violation {
  /**
   * Where. Only names that the schema spells out are shown; any other name (undeclared, or matched by a pattern) may
   * itself be personal data and is shown as `?`.
   */
  readonly pointer: string;
  /** The JSON Schema keyword that failed, or `undeclared`. */
  readonly keyword: string;
  /** What the schema asks for. It comes from the schema only. */
  readonly expected: string;
  /** The JSON type found there (`string`, `integer`, `absent` ...), never the value. */
  readonly found: string;
}

/** Tells every violation found; an empty list means valid. */
export type Validator = (value: unknown) => readonly Violation[];
