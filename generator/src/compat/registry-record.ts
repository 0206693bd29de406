import type { PlaceOf } from "./baseline.js";
import type { Contract } from "./contract.js";

/** A file of the registry, as it is written: one revision of one version of a message. */
export interface RegistryRecord {
  /** The version of this format. */
  readonly format: 1;
  /** `YYYY-MM-DD`. */
  readonly released: string;
  /** Ids of the records that were the newest of this message and version when this one was made; sorted, empty for the first. */
  readonly after: readonly string[];
  readonly contract: Contract;
}

/** A record that was read: it is called by the SHA-256 of its bytes. */
export interface ReleasedRecord extends RegistryRecord {
  /** SHA-256 of the file's bytes, in hex: the name of the file. */
  readonly id: string;
  /** SHA-256 of the contract's canonical JSON, in hex. */
  readonly digest: string;
  readonly placeOf: PlaceOf;
}
