import type { JsonSchema } from "../json.js";
import { type ExploredLocations, exploreLocations } from "../location/explore-locations.js";
import { type LocationGraph, locationGraph } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { pointerOf } from "./pointer-of.js";
import { type SchemaParts, schemaParts } from "./schema-parts.js";

/**
 * A view as a plain schema. Where it is not exact, that of a writer view accepts more than is sent (it is the document's
 * own), and that of a reader view less than is read (the document's own, and as much of the rest as can be put). The
 * reason names the keyword and its place.
 */
export type ViewSchema =
  | { readonly schema: JsonSchema; readonly exact: true }
  | { readonly schema: JsonSchema; readonly exact: false; readonly reason: string };

/** What the writing of a view works with. */
export interface ViewDraft {
  readonly graph: LocationGraph;
  readonly locations: ExploredLocations;
  readonly parts: SchemaParts;
  /** Notes why the view cannot be put as a plain schema, so that the document's own stands in for it. */
  readonly fail: (keyword: string, node: SchemaNode | undefined) => void;
  /** Notes why what is written is not exact, where it can stand in for the view by itself. */
  readonly approximate: (keyword: string, node: SchemaNode | undefined) => void;
}

/** The locations of a schema, or why they cannot be listed. */
export type Explored = { readonly graph: LocationGraph; readonly locations: ExploredLocations } | string;

/** @throws SchemaError for a pattern that is no regular expression. */
export function explore(schema: JsonSchema): Explored {
  return orTooDeep(() => {
    const graph = locationGraph(schema);
    const locations = exploreLocations(graph.root);
    return typeof locations === "string" ? locations : { graph, locations };
  });
}

/** Writes a view of a schema, or says why that cannot be done. A schema without a closed location is its own view. */
export function viewSchema(
  schema: JsonSchema,
  explored: Explored,
  write: (draft: ViewDraft) => JsonSchema,
): ViewSchema {
  const undecided = (reason: string): ViewSchema => ({ schema, exact: false, reason });
  if (typeof explored === "string") return undecided(explored);
  const { graph, locations } = explored;
  // The first reason is enough: finding the place of each could take as long as the schema is wide.
  let [failed, approximated]: [string | undefined, string | undefined] = [undefined, undefined];
  const reasonFor = (keyword: string, node: SchemaNode | undefined) =>
    `${keyword} at "${pointerOf(schema, node)}" cannot be put for declared names alone`;
  const draft: ViewDraft = {
    graph,
    locations,
    parts: schemaParts(graph),
    fail: (keyword, node) => {
      failed ??= reasonFor(keyword, node);
    },
    approximate: (keyword, node) => {
      approximated ??= reasonFor(keyword, node);
    },
  };
  const written = orTooDeep((): ViewSchema => {
    const view = locations.drops(graph.root) ? write(draft) : schema;
    const [outside] = graph.outside;
    if (outside !== undefined) failed = `$ref at "${pointerOf(schema, outside)}" leads out of the document`;
    if (failed !== undefined) return undecided(failed);
    return approximated === undefined
      ? { schema: view, exact: true }
      : { schema: view, exact: false, reason: approximated };
  });
  return typeof written === "string" ? undecided(written) : written;
}

function orTooDeep<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return "the schema nests too deeply";
    throw error;
  }
}
