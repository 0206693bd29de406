import { parseStep } from "@insaka/schema";
import { own } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { MessageNode } from "./message-node.js";
import { isStatus } from "./message-status.js";

/** Our keys that make a message object a version of a message, and what is understood without them. */
const versioning: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["x-version", 1],
  ["x-status", "current"],
  ["x-upcast", undefined],
]);

/**
 * Leaves out what others mean by keys of these names. Anybody may write `x-version: 1.4.0` or `x-status: beta`; whoever knows our
 * keys says with `x-upcast` how a version comes of the one before, or knows first versions only. Else none of the three counts.
 */
export function heededMessages(context: BuildContext, messages: readonly MessageNode[]): readonly MessageNode[] {
  if (context.mode === "house" || speakOfVersions(messages)) return messages;
  const told = new Set<string>();
  return messages.map((message): MessageNode => {
    for (const [key, plain] of versioning) {
      const found = message.get(key);
      if (found === undefined || found.value === plain || told.has(found.file)) continue;
      told.add(found.file);
      const text = `"${key}" has no effect: it is taken for somebody else's, as no message has an x-upcast of steps.`;
      const hint = "Versions of a message are told apart by x-version, x-status and x-upcast.";
      report(context, "extension-foreign", { at: sourceOf(context, found), message: text, hint }, "warning");
    }
    const { node, get, all } = message;
    return {
      node,
      get: (key) => (versioning.has(key) ? undefined : get(key)),
      all: (key) => (versioning.has(key) ? [] : all(key)),
    };
  });
}

function speakOfVersions(messages: readonly MessageNode[]): boolean {
  const stated = (key: string): readonly unknown[] => messages.flatMap((message) => message.get(key)?.value ?? []);
  if (messages.some((message) => isUpcast(message.get("x-upcast")?.value))) return true;
  const versions = stated("x-version");
  return versions.length > 0 && versions.every((version) => version === 1) && stated("x-status").every(isStatus);
}

function isUpcast(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((step) => parseStep(step).ok);
  return typeof own(value, "function") === "string";
}
