import type { Dialect } from "./dialect.js";
import { isObject, ownProperty } from "./own-property.js";
import { subschemas } from "./subschemas.js";
import { Undecided } from "./undecided.js";
import { resolveUri, splitUri } from "./uri.js";

/** A schema and the URI that its references are relative to. */
export interface Located {
  readonly schema: unknown;
  readonly base: string;
  readonly document: SchemaDocument;
}

/** Finds a document by the URI it is known by, such as that of a draft's own schema. */
export type KnownDocuments = (uri: string) => SchemaDocument | undefined;

/** A schema as a whole, in which references lead from place to place. */
export class SchemaDocument {
  readonly root: unknown;
  readonly dialect: Dialect;
  readonly #known: KnownDocuments;
  #named: Map<string, Located> | undefined;

  constructor(root: unknown, dialect: Dialect, known: KnownDocuments) {
    this.root = root;
    this.dialect = dialect;
    this.#known = known;
  }

  /** The base of a schema, given that of the schema around it. */
  baseOf(schema: { readonly [keyword: string]: unknown }, outer: string): string {
    const id = ownProperty(schema, this.dialect.idKeyword);
    if (typeof id !== "string") return outer;
    // An `$id` beside a `$ref` says nothing where the reference stands alone.
    if (this.dialect.refStandsAlone && typeof schema.$ref === "string") return outer;
    return splitUri(resolveUri(outer, id)).resource;
  }

  /**
   * What a reference leads to.
   * @throws Undecided where it leads out of the document or to nothing
   */
  resolve(reference: string, base: string): Located {
    const { resource, fragment } = splitUri(resolveUri(base, reference));
    const named = this.#names();
    const start = named.get(resource) ?? (resource === "" ? named.get(" root") : undefined);
    if (start === undefined) {
      const other = this.#known(resource);
      if (other !== undefined) return other.resolve(`#${encodeURIComponent(fragment)}`, resource);
      throw new Undecided(`$ref: "${reference}" leads to another document, which is not fetched`);
    }
    if (fragment === "") return start;
    if (fragment.startsWith("/")) return this.#follow(start, fragment, reference);
    const anchor = named.get(`${resource}#${fragment}`);
    if (anchor === undefined) throw new Undecided(`$ref: "${reference}" leads to nothing`);
    return anchor;
  }

  #follow(start: Located, pointer: string, reference: string): Located {
    let { schema, base } = start;
    for (const escaped of pointer.slice(1).split("/")) {
      const token = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
      if (Array.isArray(schema)) schema = /^(?:0|[1-9]\d*)$/.test(token) ? schema[Number(token)] : undefined;
      else schema = isObject(schema) ? ownProperty(schema, token) : undefined;
      if (schema === undefined) throw new Undecided(`$ref: "${reference}" leads to nothing`);
      if (isObject(schema)) base = this.baseOf(schema, base);
    }
    return { schema, base, document: this };
  }

  /** Every schema that has a name, by URI; the document itself also as `" root"`. */
  #names(): Map<string, Located> {
    if (this.#named !== undefined) return this.#named;
    const named = new Map<string, Located>();
    this.#named = named;
    const name = (uri: string, located: Located) => {
      if (!named.has(uri)) named.set(uri, located);
    };
    const start = { schema: this.root, base: isObject(this.root) ? this.baseOf(this.root, "") : "", document: this };
    named.set(" root", start);
    named.set(start.base, start);
    const pending: [unknown, string][] = [[this.root, ""]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [schema, outer] = next;
      if (!isObject(schema)) continue;
      const base = this.baseOf(schema, outer);
      const located = { schema, base, document: this };
      if (base !== outer) name(base, located);
      for (const anchor of this.#anchors(schema)) name(`${base}#${anchor}`, located);
      for (const child of subschemas(schema)) pending.push([child, base]);
    }
    return named;
  }

  #anchors(schema: { readonly [keyword: string]: unknown }): string[] {
    const id = schema[this.dialect.idKeyword];
    const anchors: string[] = [];
    if (typeof id === "string" && id.includes("#")) anchors.push(splitUri(id).fragment);
    if (this.dialect.since2019) {
      for (const keyword of ["$anchor", "$dynamicAnchor"]) {
        const anchor = schema[keyword];
        if (typeof anchor === "string") anchors.push(anchor);
      }
    }
    return anchors.filter((anchor) => anchor !== "");
  }
}
