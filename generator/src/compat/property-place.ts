import type { Version } from "../model/contract-model.js";
import { placeAt } from "../model/schema-places.js";
import type { Source } from "../model/source.js";

/**
 * Where a document describes a property of a version's payload or headers: the deepest place that it describes, or the version's.
 * @param pointer - JSON pointer into an instance
 */
export function propertyPlace(version: Version, part: "payload" | "headers", pointer: string): Source {
  return placeAt(version.places[part], pointer) ?? version.source;
}
