import type { Finding } from "../diagnostic.js";
import type { ReceiveOperation } from "../model/contract-model.js";
import type { CheckContext, Rule } from "./rule.js";

/** What operations list, and how queues retry. */
export const operations: readonly Rule[] = [
  {
    id: "send-not-current",
    purpose: "Publishers send the current version and no other.",
    severity: "error",
    applies: "house",
    check: sentVersions,
  },
  {
    id: "reader-behind",
    purpose: "A reader of old versions only keeps every new message waiting until it becomes a dead letter.",
    severity: "warning",
    applies: "house",
    check: lateReaders,
  },
  {
    id: "retry-conflict",
    purpose: "A queue has one retry ladder.",
    severity: "error",
    applies: "always",
    check: twoLadders,
  },
  {
    id: "retry-message-unknown",
    purpose: "A ladder for a message that its queue does not bring has no effect.",
    severity: "error",
    applies: "always",
    check: strangeLadders,
  },
];

/** The version that publishers send; null where there is none or where the documents do not agree which. */
function currentVersions(model: CheckContext["model"]): ReadonlyMap<string, number | null> {
  return new Map(
    model.messages.map(({ name, current, versions }) => {
      const claimants = versions.filter(({ status }) => status === "current").length;
      return [name, claimants === 1 ? current : null];
    }),
  );
}

function sentVersions({ model }: CheckContext): readonly Finding[] {
  const current = currentVersions(model);
  const retired = retiredVersions(model);
  return model.operations.flatMap((operation) => {
    if (operation.action !== "send") return [];
    return operation.messages.flatMap(({ message, versions, source }) => {
      const sent = current.get(message) ?? null;
      const wrong = versions.filter((version) => version !== sent && !retired.has(`${message} ${version}`));
      // Of a new message there are drafts only; its publisher comes with its first current version.
      if (sent === null || wrong.length === 0) return [];
      const found = `"${operation.name}" lists ${message} version ${wrong.join(", ")}; version ${sent} is current.`;
      return [{ at: source, message: found, hint: `List version ${sent} alone in the operation's messages.` }];
    });
  });
}

/** Versions as `LoanApproved 1`: a rule of its own reports what lists one. */
function retiredVersions({ messages }: CheckContext["model"]): ReadonlySet<string> {
  return new Set(
    messages.flatMap(({ name, versions }) =>
      versions.filter(({ status }) => status === "retired").map(({ version }) => `${name} ${version}`),
    ),
  );
}

function lateReaders({ model }: CheckContext): readonly Finding[] {
  const current = currentVersions(model);
  return model.operations.flatMap((operation) => {
    if (operation.action === "send") return [];
    return operation.messages.flatMap(({ message, versions, source }) => {
      const sent = current.get(message) ?? null;
      const highest = versions.at(-1);
      if (sent === null || highest === undefined || highest >= sent) return [];
      const found = `"${operation.name}" reads ${message} up to version ${highest}; version ${sent} is current.`;
      return [{ at: source, message: found, hint: `Add version ${sent} to the channel and the operation.` }];
    });
  });
}

/** A ladder for a message that does not come: a slip in its name would give it the queue's ladder without a word. */
function strangeLadders({ model }: CheckContext): readonly Finding[] {
  const byQueue = new Map<string, string[]>();
  for (const each of model.operations) {
    if (each.action !== "receive") continue;
    byQueue.set(each.queue, [...(byQueue.get(each.queue) ?? []), ...each.messages.map(({ message }) => message)]);
  }
  return model.operations.flatMap((operation) => {
    if (operation.action !== "receive") return [];
    const listed = byQueue.get(operation.queue) ?? [];
    return Object.keys(operation.retry.messages ?? {})
      .filter((name) => !listed.includes(name))
      .map((name) => ({
        at: operation.source,
        message: `"${operation.name}" has a retry ladder for "${name}", which it does not receive.`,
        hint: `It receives ${listed.join(", ")}: write the message's name there, without its version.`,
      }));
  });
}

function twoLadders({ model }: CheckContext): readonly Finding[] {
  const ladders = new Map<string, { readonly text: string; readonly source: ReceiveOperation["source"] }>();
  return model.operations.flatMap((operation) => {
    if (operation.action !== "receive") return [];
    const { queue, retry, source } = operation;
    const text = JSON.stringify(retry);
    const first = ladders.get(queue);
    if (first === undefined) ladders.set(queue, { text, source });
    if (first === undefined || first.text === text) return [];
    const { file, line, column } = first.source;
    const message = `The queue "${queue}" has another x-retry at ${file}:${line}:${column}.`;
    return [{ at: source, message, hint: "Give both operations the same x-retry." }];
  });
}
