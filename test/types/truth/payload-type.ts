import type { JsonSchema, JsonValue } from "@insaka/schema";

/** Files of a generator, and which of them declares the type of a payload. */
export interface EmittedType {
  /** By path, relative to a folder of their own. */
  readonly files: ReadonlyMap<string, string>;
  /** The path of the file that declares it, as an import names it. */
  readonly module: string;
  readonly typeName: string;
}

/** A payload of a corpus: its schema, and the type that users get for it. */
export interface PayloadType {
  readonly id: string;
  /** Canonical: self-contained draft-07 without annotations. */
  readonly schema: JsonSchema;
  /** Instances that somebody wrote for it. */
  readonly written: readonly JsonValue[];
  readonly emitted: EmittedType;
}

/** A generator of types, put to the same schemas. */
export interface TypeGenerator {
  readonly name: string;
  readonly emit: (payload: PayloadType) => Promise<EmittedType>;
}
