import type { JsonSchema } from "../json.js";
import { type ExploredLocations, exploreLocations } from "../location/explore-locations.js";
import { type LocationGraph, locationGraph } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { pointerOf } from "./pointer-of.js";
import { type SchemaParts, schemaParts } from "./schema-parts.js";

/**
 * A view as a plain schema. Where it is not exact, the schema is the document's own: a writer view accepts no more than
 * that, a reader view no less. The reason names the keyword and its place.
 */
export type ViewSchema =
  | { readonly schema: JsonSchema; readonly exact: true }
  | { readonly schema: JsonSchema; readonly exact: false; readonly reason: string };

/** What the writing of a view works with. */
export interface ViewDraft {
  readonly graph: LocationGraph;
  readonly locations: ExploredLocations;
  readonly parts: SchemaParts;
  /** Notes why the view cannot be put as a plain schema. */
  readonly fail: (keyword: string, node: SchemaNode | undefined) => void;
}

/**
 * Writes a view of a schema, or says why that cannot be done. A schema without a closed location is its own view.
 * @throws SchemaError for a pattern that is no regular expression.
 */
export function viewSchema(schema: JsonSchema, write: (draft: ViewDraft) => JsonSchema): ViewSchema {
  const reasons = new Set<string>();
  const undecided = (reason: string): ViewSchema => ({ schema, exact: false, reason });
  try {
    const graph = locationGraph(schema);
    const locations = exploreLocations(graph.root);
    if (typeof locations === "string") return undecided(locations);
    const fail = (keyword: string, node: SchemaNode | undefined) => {
      reasons.add(`${keyword} at "${pointerOf(schema, node)}" cannot be put for declared names alone`);
    };
    const written = locations.drops(graph.root) ? write({ graph, locations, parts: schemaParts(graph), fail }) : schema;
    for (const node of graph.outside) reasons.add(`$ref at "${pointerOf(schema, node)}" leads out of the document`);
    const [reason] = [...reasons].sort();
    return reason === undefined ? { schema: written, exact: true } : undecided(reason);
  } catch (error) {
    if (error instanceof RangeError) return undecided("the schema nests too deeply");
    throw error;
  }
}
