import type { Place } from "../diagnostic.js";
import type { Contract } from "./contract.js";

/** What the documents are held against. */
export interface Baseline {
  readonly kind: "registry" | "git" | "folder";
  /** For people: `the registry`, `origin/main (1a2b3c4)`, `../released`. */
  readonly label: string;
  /** By message name, then version: the released revisions, oldest first. The last is what is released now. */
  readonly revisions: ReadonlyMap<string, ReadonlyMap<number, readonly Revision[]>>;
}

/** A contract as it was released, or as the documents of the baseline state it. */
export interface Revision {
  readonly contract: Contract;
  /** SHA-256 of the contract's canonical JSON, in hex: equal contracts have equal digests, whenever they were released. */
  readonly digest: string;
  /** When it was released, `YYYY-MM-DD`; null for what a document states and no release has fixed. */
  readonly released: string | null;
  /** What it is called in the registry; absent for what no release has fixed. */
  readonly id?: string;
  /** The ids of those that were the newest when it was released; absent for what no release has fixed. */
  readonly after?: readonly string[];
  /** Finds where a part of it stands, for people to look at: in a file of the registry, or in a document. */
  readonly placeOf: PlaceOf;
}

/** A part of a contract that has a place. */
export type Part =
  | { readonly in: "message" }
  | {
      readonly in: "payload" | "headers";
      /** JSON pointer into an instance: the property that it leads to, or the deepest that is described. */
      readonly pointer: string;
      /** Whose view of the payload is meant, where that party restates it. */
      readonly viewOf?: { readonly service: string; readonly operation: string };
    }
  | { readonly in: "upcast" }
  | { readonly in: "sender" | "receiver"; readonly service: string; readonly operation: string };

/** Where a part of a contract stands; the place of the message where the part has none of its own. */
export type PlaceOf = (part: Part) => Place;
