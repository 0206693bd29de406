import type { JsonSchema } from "../json.js";
import { itemSchemas, propertySchemas, tupleLength } from "./children.js";
import { inPlace } from "./in-place.js";
import type { Location } from "./location.js";
import { declaredNames, isClosed } from "./names.js";
import { type ResolveReference, referenceIndex, type SchemaNode } from "./reference-index.js";

/**
 * The places of a schema's instances. A place is the set of subschemas that judge it, so it is found by walking an
 * instance and never by editing a schema. Places are made when first asked for and kept: there are finitely many, also
 * under a circular `$ref`.
 *
 * The view rule: names are all names in `properties`, `required` and `dependencies` and all patterns of every in-place
 * subschema. A place is *open* if one of these states an `additionalProperties` other than false, a `const` or an
 * `enum`, if there are no names at all, or if one refers to a schema outside this document (what that says is not
 * known here); it is *closed* otherwise.
 * @throws SchemaError, here or when walking, for a pattern that is no regular expression.
 */
export function locate(schema: JsonSchema): Location {
  return new Places(referenceIndex(schema)).at([schema]);
}

/** The places made so far, by the set of subschemas that each stands for. */
class Places {
  readonly #resolve: ResolveReference;
  readonly #numbers: Map<SchemaNode, number> = new Map();
  readonly #made: Map<string, Location> = new Map();

  constructor(resolve: ResolveReference) {
    this.#resolve = resolve;
  }

  at(starts: readonly unknown[]): Location {
    const nodes = [...inPlace(starts, this.#resolve)];
    const key = nodes
      .map((node) => this.#number(node))
      .sort((a, b) => a - b)
      .join(" ");
    const made = this.#made.get(key) ?? this.#make(nodes);
    this.#made.set(key, made);
    return made;
  }

  #number(node: SchemaNode): number {
    const number = this.#numbers.get(node) ?? this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }

  #make(nodes: readonly SchemaNode[]): Location {
    const declared = declaredNames(nodes);
    const { names, patterns } = declared;
    const matches = [...patterns.values()];
    // Only spelled-out names are remembered: keeping every name that a message brings would let it fill the memory. All that
    // nothing spells out have one place.
    const properties = new Map<string, Location>();
    let others: Location | undefined;
    const items: Location[] = [];
    const rest = tupleLength(nodes);
    const declares = (name: string) => names.has(name) || matches.some((pattern) => pattern.test(name));
    const property = (name: string) => {
      const known = properties.get(name);
      if (known !== undefined) return known;
      const isOther = !declares(name);
      if (isOther && others !== undefined) return others;
      const found = this.at(nodes.flatMap((node) => propertySchemas(node, name, patterns)));
      if (isOther) others = found;
      else if (names.has(name)) properties.set(name, found);
      return found;
    };
    const item = (index: number) => {
      const position = Math.min(index, rest);
      items[position] ??= this.at(nodes.flatMap((node) => itemSchemas(node, position)));
      return items[position];
    };
    const known = nodes.every((node) => typeof node.$ref !== "string" || this.#resolve(node, node.$ref) !== undefined);
    const personalData = personalClass(nodes);
    return {
      closed: known && isClosed(declared),
      names: [...names].sort(),
      patterns: [...patterns.keys()].sort(),
      silent: nodes.length === 0,
      ...(personalData === undefined ? {} : { personalData }),
      declares,
      property,
      item,
    };
  }
}

/** Read beside a `$ref` too: an annotation that a reader overlooks would let personal data out. */
function personalClass(nodes: readonly SchemaNode[]): string | undefined {
  const classes = nodes
    .map((node) => node["x-personal-data"])
    .filter((stated) => stated !== undefined && stated !== false);
  return classes.map((stated) => (typeof stated === "string" ? stated : "personal")).sort()[0];
}
