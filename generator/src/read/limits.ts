/** Bounds on what is read. */
export interface Limits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Nodes that the aliases of one file may expand to, relative to its size (the `yaml` package's measure). */
  readonly aliasExpansion: number;
  /** Mappings and sequences within each other. */
  readonly depth: number;
  /** Keys of one mapping. The official parser compares each with each other: 80,000 of them take two minutes. */
  readonly members: number;
  /** Properties of one schema. The code that checks 2,000 of them does not fit on a stack. */
  readonly properties: number;
  /** Values that one `$ref` may stand for, once every reference below it is followed. */
  readonly expansion: number;
  /** Documents in one run. */
  readonly documents: number;
  /** Files in one run, those reached by `$ref` included. */
  readonly files: number;
  /** Bytes of one record of the registry: a contract written out is longer than its document. */
  readonly recordBytes: number;
  /** Records of one registry. */
  readonly records: number;
  /** Mappings and sequences within each other in a record, which is a schema within a contract. */
  readonly recordDepth: number;
}

/** What the reader accepts at most. A document is written by people: whatever is beyond these is a mistake or an attack. */
export const limits: Limits = {
  fileBytes: 5 * 1024 * 1024,
  aliasExpansion: 100,
  depth: 200,
  members: 5000,
  properties: 500,
  expansion: 100_000,
  documents: 2000,
  files: 5000,
  recordBytes: 25 * 1024 * 1024,
  records: 200_000,
  recordDepth: 1000,
};
