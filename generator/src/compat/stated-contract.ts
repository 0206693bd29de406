import type { PlaceOf } from "./baseline.js";
import type { Contract } from "./contract.js";

/** A contract as documents state it. */
export interface StatedContract {
  readonly contract: Contract;
  /** SHA-256 of the contract's canonical JSON, in hex. */
  readonly digest: string;
  /** Finds where a part of it stands in the documents. */
  readonly placeOf: PlaceOf;
}
