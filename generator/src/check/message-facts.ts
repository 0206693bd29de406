import { nearestName } from "../nearest-name.js";
import { eachVersion } from "./each-version.js";
import type { Rule } from "./rule.js";

/** What every version must say of itself besides its payload. */
export const messageFacts: readonly Rule[] = [
  {
    id: "description-missing",
    purpose: "A message without a description is understood by its author only.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.description !== null && version.description.trim() !== "") return undefined;
        const hint = "Add a description: what has happened or what is asked, in one sentence.";
        return { at: version.source, message: `${title} has no description.`, hint };
      }),
  },
  {
    id: "owner-missing",
    purpose: "Somebody must answer for a message and approve its changes.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.owner !== null && version.owner.trim() !== "") return undefined;
        return { at: version.source, message: `${title} has no owner.`, hint: "Add x-owner with the name of a team." };
      }),
  },
  {
    id: "retention-missing",
    purpose: "The law says how long records are kept; a message that does not say which record it is cannot obey.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.retention !== null) return undefined;
        const hint = `Add x-retention with one of: ${classesOf(context.retention)}.`;
        return { at: version.source, message: `${title} has no retention class.`, hint };
      }),
  },
  {
    id: "retention-unknown",
    purpose: "A retention class that the config does not define has no years and no reason.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        const { retention } = version;
        if (retention === null || Object.hasOwn(context.retention, retention)) return undefined;
        const nearest = nearestName(retention, Object.keys(context.retention));
        const hint =
          nearest === undefined
            ? `Use one of: ${classesOf(context.retention)}; or define it in the config.`
            : `Did you mean "${nearest}"?`;
        return {
          at: version.source,
          message: `${title} names the retention class "${retention}", which is not defined.`,
          hint,
        };
      }),
  },
];

function classesOf(retention: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(retention).sort();
  return names.length === 0 ? "none is defined in the config" : names.join(", ");
}
