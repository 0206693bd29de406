import type { Place } from "../diagnostic.js";

/** Where a node of the model comes from. */
export interface Source extends Place {
  readonly pointer: string;
}
