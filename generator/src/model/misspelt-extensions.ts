import { nearestName } from "../nearest-name.js";
import { placeOf } from "../read/document-set.js";
import { members, type Node } from "../read/node.js";
import { type BuildContext, report } from "./build-context.js";

/** Our extensions of a message, channel and operation. */
export const messageExtensions: readonly string[] = ["x-version", "x-status", "x-upcast", "x-retention", "x-owner"];
export const channelExtensions: readonly string[] = ["x-rabbitmq", "x-retry"];
export const operationExtensions: readonly string[] = ["x-retry"];

/** Warns of an extension that is nearly one of ours: AsyncAPI allows any, so nobody else would notice the slip. */
export function reportMisspelt(context: BuildContext, key: string, node: Node, ours: readonly string[]): void {
  if (ours.includes(key)) return;
  const nearest = nearestName(key, ours, 3);
  if (nearest === undefined) return;
  const message = `"${key}" has no effect.`;
  report(
    context,
    "extension-misspelt",
    { at: placeOf(context.set, node), message, hint: `Did you mean "${nearest}"?` },
    "warning",
  );
}

/** {@link reportMisspelt} for each extension of an object. */
export function reportMisspeltMembers(context: BuildContext, node: Node, ours: readonly string[]): void {
  if (context.mode === "any") return;
  for (const [key, member] of members(node)) if (key.startsWith("x-")) reportMisspelt(context, key, member, ours);
}
