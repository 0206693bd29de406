import { composingKeywords, documentHeaders } from "../model/document-headers.js";
import { placeAt } from "../model/schema-places.js";
import { eachVersion } from "./each-version.js";
import type { Rule } from "./rule.js";

/** Headers that a document declares beside the runtime's own. */
export const headers: readonly Rule[] = [
  {
    id: "header-type",
    purpose: "A header that not every client can write, or that comes back as something else, is a guess.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) =>
        version.unwritableHeaders.map((name) => ({
          at: placeAt(version.places.headers, `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`) ?? version.source,
          message: `The header "${name}" of ${title} may be something else than a text, a number or a boolean.`,
          hint: "Give it the type string, integer, number or boolean; what has parts belongs in the payload.",
        })),
      ),
  },
  {
    id: "header-composed",
    purpose: "A header that is declared where nobody reads it is neither typed nor checked.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        const [keyword] = version.headers === null ? [] : composingKeywords(version.headers);
        if (keyword === undefined) return undefined;
        const hint = "Write all of them under the properties of the headers; traits may bring further ones.";
        return { at: version.source, message: `The headers of ${title} are put together by ${keyword}.`, hint };
      }),
  },
  {
    id: "header-of-request",
    purpose:
      "What asks and what answers is sent without headers of its own; one that is declared would never be there.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        const declared = version.headers === null ? null : documentHeaders(version.headers, new Map());
        if (declared === null || version.ownHeaders !== null) return undefined;
        const hint = "Put it into the payload.";
        return { at: version.source, message: `${title} asks or answers, and declares headers.`, hint };
      }),
  },
];
