/** What a schema says of one place in its instances. See `locate`. */
export interface Location {
  /** True where the writer sends only declared names and the reader drops the others. */
  readonly closed: boolean;
  /** Names that the schema spells out here, sorted. */
  readonly names: readonly string[];
  /** Patterns of `patternProperties` here, sorted. */
  readonly patterns: readonly string[];
  /** The class of personal data (`x-personal-data`) that an in-place subschema here states. */
  readonly personalData?: string;
  /** True where the schema says nothing of this place or of any place below it. */
  readonly silent: boolean;
  /** True if the name is spelled out here or matches a pattern. */
  declares(name: string): boolean;
  /** The place under a property, whether declared or not. */
  property(name: string): Location;
  /** The place of an array's element. */
  item(index: number): Location;
}
