import type { Version } from "../model/contract-model.js";
import type { Source } from "../model/source.js";

/**
 * Where a document describes a property of a version's payload or headers: the place of the version, for want of a finer one.
 * @param _pointer - JSON pointer into an instance
 */
export function propertyPlace(version: Version, _part: "payload" | "headers", _pointer: string): Source {
  return version.source;
}
