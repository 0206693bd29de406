import type { JsonSchema } from "../json.js";
import { droppedChanges } from "./dropped-changes.js";
import { droppedSchema } from "./dropped-schema.js";
import { type Explored, explore, type ViewDraft, type ViewSchema, viewSchema } from "./view-schema.js";

/**
 * The reader view as a plain draft-07 schema: it accepts what {@link import("./reader-view.js").compileReaderView} of the
 * same schema accepts, what is valid as it came or once undeclared names at closed locations are dropped. Where it is not
 * exact, it accepts less. Where one of the two ways says nothing of its own, only the other is written; a document that
 * refuses no unknown name comes back as it is.
 * @param explored - the locations of the same schema, where they are listed already
 * @throws SchemaError for a pattern that is no regular expression.
 */
export function readerSchema(schema: JsonSchema, explored: Explored = explore(schema)): ViewSchema {
  return viewSchema(schema, explored, (draft) => readerView(draft, schema));
}

function readerView(draft: ViewDraft, schema: JsonSchema): JsonSchema {
  const changes = droppedChanges(draft, schema);
  if (changes === undefined) {
    draft.fail("the number of subschemas at their locations", undefined);
    return schema;
  }
  if (!changes.accepts) return schema;
  let exact = true;
  const approximate: ViewDraft["approximate"] = (keyword, node) => {
    exact = false;
    draft.approximate(keyword, node);
  };
  const dropped = droppedSchema({ ...draft, approximate }, changes, schema);
  const covers = exact && !changes.refuses;
  return draft.parts.finish(covers ? dropped : { anyOf: [draft.parts.plain(schema), dropped] });
}
