import type { JsonSchema } from "../json.js";
import { draft04 } from "./draft-04.js";
import { draft06 } from "./draft-06.js";
import { draft07 } from "./draft-07.js";

/** The schemas of schemas, by the URI that documents refer to them by (without its fragment). */
export const metaschemas: {
  readonly [uri: string]: { readonly draft: "draft-04" | "draft-06" | "draft-07"; readonly schema: JsonSchema };
} = {
  "http://json-schema.org/draft-04/schema": { draft: "draft-04", schema: draft04 },
  "http://json-schema.org/draft-06/schema": { draft: "draft-06", schema: draft06 },
  "http://json-schema.org/draft-07/schema": { draft: "draft-07", schema: draft07 },
};
