import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { Channel } from "./read-channel.js";
import type { Exchange } from "./topology.js";

/** The exchanges that the channels describe, one for each name. Two channels that describe one differently are reported. */
export function readExchanges(context: BuildContext, channels: readonly Channel[]): readonly Exchange[] {
  const found = new Map<string, Exchange>();
  for (const { exchange } of channels) {
    if (exchange === null || exchange.name === "") continue;
    const { name, type, durable, autoDelete, node } = exchange;
    const source = sourceOf(context, node);
    const first = found.get(name);
    if (first === undefined) {
      found.set(name, { name, type, durable, autoDelete, internal: false, arguments: {}, source });
    } else if (first.type !== type || first.durable !== durable || first.autoDelete !== autoDelete) {
      const where = `${first.source.file}:${first.source.line}:${first.source.column}`;
      const message = `The exchange "${name}" is described otherwise at ${where}; the broker holds one.`;
      const hint = "Describe it with the same type, durable and autoDelete everywhere.";
      report(context, "exchange-conflict", { at: source, message, hint });
    }
  }
  return [...found.values()];
}
