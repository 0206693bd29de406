import { metaschemas } from "@insaka/schema/judge";
import { dialectOf } from "./dialect.js";
import { type KnownDocuments, SchemaDocument } from "./document.js";

const documents: Map<string, SchemaDocument> = new Map();

/** The drafts' own schemas, which any schema may refer to. */
export const knownDocuments: KnownDocuments = (uri) => {
  const entry = Object.hasOwn(metaschemas, uri) ? metaschemas[uri] : undefined;
  if (entry === undefined) return undefined;
  const known = documents.get(uri) ?? new SchemaDocument(entry.schema, dialectOf(entry.draft), knownDocuments);
  documents.set(uri, known);
  return known;
};
