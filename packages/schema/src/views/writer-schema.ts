import type { JsonSchema } from "../json.js";
import { closing } from "./closing-schema.js";
import { type Explored, explore, type ViewSchema, viewSchema } from "./view-schema.js";

/**
 * The writer view as a plain draft-07 schema: it accepts what {@link import("./writer-view.js").compileWriterView} of the
 * same schema accepts, the schema and only declared names at closed locations. Where it is not exact, it accepts more.
 * @param explored - the locations of the same schema, where they are listed already
 * @throws SchemaError for a pattern that is no regular expression.
 */
export function writerSchema(schema: JsonSchema, explored: Explored = explore(schema)): ViewSchema {
  return viewSchema(schema, explored, (draft) => draft.parts.finish(closing(draft).closed(schema, draft.graph.root)));
}
