import type { Finding } from "../diagnostic.js";
import type { Message } from "../model/contract-model.js";
import { eachVersion } from "./each-version.js";
import type { Rule } from "./rule.js";

/** Where the versions of a message stand in their lives. */
export const versionStatus: readonly Rule[] = [
  {
    id: "status-missing",
    purpose: "Publishers send the current version; each version must say whether that is it.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.statedStatus !== null) return undefined;
        const hint = "Add x-status: draft, current, deprecated or retired.";
        return { at: version.source, message: `${title} has no x-status.`, hint };
      }),
  },
  {
    id: "status-unknown",
    purpose: "A status that means nothing decides nothing.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        const { statedStatus } = version;
        if (statedStatus === null || statedStatus === version.status) return undefined;
        const hint = "Use draft, current, deprecated or retired.";
        return { at: version.source, message: `${title} has the status ${JSON.stringify(statedStatus)}.`, hint };
      }),
  },
  {
    id: "current-twice",
    purpose: "Publishers send one version.",
    severity: "error",
    applies: "always",
    check: ({ model }) => model.messages.flatMap(twoCurrent),
  },
  {
    id: "current-missing",
    purpose: "Without a current version nobody can publish the message; a new message is a draft.",
    severity: "error",
    applies: "house",
    check: ({ model }) => model.messages.flatMap(noCurrent),
  },
  {
    id: "status-order",
    purpose: "Versions grow old in their order: drafts above the current one, deprecated and retired ones below.",
    severity: "error",
    applies: "house",
    check: ({ model }) => model.messages.flatMap(wrongOrder),
  },
];

/** Only what the document states: a status that is absent or unknown has been reported as that. */
function stated(message: Message, status: string): Message["versions"] {
  return message.versions.filter(({ statedStatus }) => statedStatus === status);
}

function twoCurrent(message: Message): readonly Finding[] {
  const current = stated(message, "current");
  return current.slice(1).map((version) => {
    const numbers = current.map(({ version: number }) => number).join(" and ");
    const found = `${message.name} has more than one current version: ${numbers}.`;
    return {
      at: version.source,
      message: found,
      hint: "Leave one current; make the older ones deprecated, a newer one draft.",
    };
  });
}

function noCurrent(message: Message): readonly Finding[] {
  const known = message.versions.every(({ statedStatus, status }) => statedStatus === status);
  if (!known || stated(message, "current").length > 0) return [];
  // Nobody publishes what is not current yet, or what is no more.
  if (message.versions.every(({ status }) => status === "draft" || status === "retired")) return [];
  const hint = "Make the version that publishers send current.";
  return [{ at: message.source, message: `${message.name} has no current version.`, hint }];
}

function wrongOrder(message: Message): readonly Finding[] {
  const current = stated(message, "current");
  const only = current[0];
  if (current.length !== 1 || only === undefined) return [];
  return message.versions.flatMap((version) => {
    const { version: number, status, statedStatus } = version;
    if (statedStatus !== status || number === only.version) return [];
    const above = number > only.version;
    if (above ? status === "draft" : status !== "draft") return [];
    const found = `${message.name} version ${number} is ${status}, but version ${only.version} is current.`;
    const hint = above
      ? "A version above the current one is a draft."
      : "A version below the current one is deprecated or retired.";
    return [{ at: version.source, message: found, hint }];
  });
}
