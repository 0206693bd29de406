import { Undecided } from "./undecided.js";

/** A draft of JSON Schema. */
export type Draft = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** What differs from draft to draft. Keywords of a later draft that an earlier one does not know are read all the same. */
export interface Dialect {
  readonly draft: Draft;
  readonly idKeyword: "$id" | "id";
  /** Keywords beside a `$ref` say nothing. */
  readonly refStandsAlone: boolean;
  /** `exclusiveMinimum: true` sharpens `minimum`. */
  readonly booleanBounds: boolean;
  /** `prefixItems` holds the tuple, and `items` what follows. */
  readonly prefixItems: boolean;
  /** `dependentRequired`, `minContains`, `unevaluatedItems` and others of 2019-09. */
  readonly since2019: boolean;
}

const OLD = {
  idKeyword: "$id",
  refStandsAlone: true,
  booleanBounds: false,
  prefixItems: false,
  since2019: false,
} as const;
const NEW = { ...OLD, refStandsAlone: false, since2019: true } as const;

const DIALECTS: { readonly [draft in Draft]: Dialect } = {
  "draft-04": { ...OLD, draft: "draft-04", idKeyword: "id", booleanBounds: true },
  "draft-06": { ...OLD, draft: "draft-06" },
  "draft-07": { ...OLD, draft: "draft-07" },
  "2019-09": { ...NEW, draft: "2019-09" },
  "2020-12": { ...NEW, draft: "2020-12", prefixItems: true },
};

/** Every draft that can be asked for. */
export const DRAFTS: readonly Draft[] = Object.keys(DIALECTS) as Draft[];

/** True for the name of a draft that is known here. */
export function isDraft(name: unknown): name is Draft {
  return typeof name === "string" && Object.hasOwn(DIALECTS, name);
}

/** The dialect of a draft. @throws Undecided for a draft that is not known here */
export function dialectOf(draft: Draft): Dialect {
  if (!isDraft(draft)) throw new Undecided(`draft: "${String(draft)}" is none of ${DRAFTS.join(", ")}`);
  return DIALECTS[draft];
}
