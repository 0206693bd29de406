import type { KnownDocuments } from "./document.js";

/** The drafts' own schemas, which a document may refer to. */
export function metaschemas(): KnownDocuments {
  return () => undefined;
}
