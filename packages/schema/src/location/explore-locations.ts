import type { GraphLocation } from "./location-graph.js";
import { nameRegions, regionPattern } from "./name-region.js";

/** Schemas made by people have some hundreds of locations. Two references that go round in steps of 97 and 101 have 9,797. */
const MOST_LOCATIONS = 5_000;

/** Names that match the same patterns and are not spelled out. */
export interface NameRegion {
  readonly patterns: readonly string[];
  /** A pattern for just these names; `undefined` where there is none. */
  readonly pattern: string | undefined;
  readonly location: GraphLocation;
}

/** What lies directly below a location. */
export interface LocationChildren {
  readonly names: readonly {
    readonly name: string;
    readonly matches: readonly string[];
    readonly location: GraphLocation;
  }[];
  readonly regions: readonly NameRegion[];
  /** The location under undeclared names. A closed location has none: nobody sends them, and readers drop them. */
  readonly others: GraphLocation | undefined;
  /** One for each position of a tuple, and one more for all later elements. */
  readonly items: readonly GraphLocation[];
}

/** All locations of a schema. */
export interface ExploredLocations {
  children(location: GraphLocation): LocationChildren;
  /** True if this location or one below it is closed: only then can a name be dropped from a value there. */
  drops(location: GraphLocation): boolean;
}

const NOTHING: LocationChildren = { names: [], regions: [], others: undefined, items: [] };

/** Lists every location from a root down, or says why it does not: there are too many of them. */
export function exploreLocations(root: GraphLocation): ExploredLocations | string {
  const found = new Map<GraphLocation, LocationChildren>();
  const parents = new Map<GraphLocation, GraphLocation[]>([[root, []]]);
  for (const location of parents.keys()) {
    if (parents.size > MOST_LOCATIONS) return `more than ${MOST_LOCATIONS} locations`;
    const children = childrenOf(location);
    if (children === undefined) return `too many patternProperties beside each other: ${location.patterns.join(", ")}`;
    found.set(location, children);
    for (const child of listed(children)) {
      const above = parents.get(child) ?? [];
      above.push(location);
      parents.set(child, above);
    }
  }
  const dropping = new Set([...parents.keys()].filter(({ closed }) => closed));
  for (const location of dropping) for (const parent of parents.get(location) ?? []) dropping.add(parent);
  return {
    children: (location) => found.get(location) ?? NOTHING,
    drops: (location) => dropping.has(location),
  };
}

function listed({ names, regions, others, items }: LocationChildren): GraphLocation[] {
  const below = [...names, ...regions].map(({ location }) => location);
  return [...below, ...items, ...(others === undefined ? [] : [others])];
}

function childrenOf(location: GraphLocation): LocationChildren | undefined {
  if (location.silent) return NOTHING;
  const regions = nameRegions(location);
  if (regions === undefined) return undefined;
  return {
    names: location.names.map((name) => ({
      name,
      matches: location.matches(name),
      location: location.property(name),
    })),
    regions: regions.map((patterns) => ({
      patterns,
      pattern: regionPattern(location, patterns),
      location: location.matching(patterns),
    })),
    others: location.closed ? undefined : location.matching([]),
    items: Array.from({ length: location.tuple + 1 }, (_, index) => location.item(index)),
  };
}
