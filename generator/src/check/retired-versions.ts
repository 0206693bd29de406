import type { Finding } from "../diagnostic.js";
import { eachVersion } from "./each-version.js";
import type { CheckContext, Rule } from "./rule.js";

/** Versions that nothing sends, stores or reads any more. */
export const retiredVersions: readonly Rule[] = [
  {
    id: "retired-listed",
    purpose: "Of a retired version there is no type, no schema and no upcaster: nobody can send or read it.",
    severity: "error",
    applies: "always",
    check: listed,
  },
  {
    id: "retired-order",
    purpose: "Upcasters lead from each version to the next: versions are retired from the oldest on.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ message, version, title }) => {
        // Above the current version, the rule of the status order has spoken.
        if (version.statedStatus !== "retired" || version.version > (message.current ?? Number.POSITIVE_INFINITY))
          return [];
        const older = message.versions.find(
          ({ version: number, status }) => number < version.version && status !== "retired",
        );
        if (older === undefined) return [];
        const found = `${title} is retired, but version ${older.version} before it is ${older.status}.`;
        return [{ at: version.source, message: found, hint: `Retire version ${older.version} first.` }];
      }),
  },
];

function listed({ model }: CheckContext): readonly Finding[] {
  const retired = new Map(
    model.messages.map(({ name, versions }) => [
      name,
      new Set(versions.filter(({ status }) => status === "retired").map(({ version }) => version)),
    ]),
  );
  return model.operations.flatMap((operation) => {
    const replies = operation.action === "broadcast" ? [] : (operation.reply?.messages ?? []);
    return [...operation.messages, ...replies].flatMap(({ message, versions, source }) => {
      const old = versions.filter((version) => retired.get(message)?.has(version));
      if (old.length === 0) return [];
      const found = `"${operation.name}" lists ${message} version ${old.join(", ")}, which is retired.`;
      const hint = "Take it out of the operation's messages, and of the channel where the operation lists none.";
      return [{ at: source, message: found, hint }];
    });
  });
}
