import type { BrokerTarget } from "@insaka/runtime";

type Provider = Extract<BrokerTarget, { open: unknown }>;

/** A handling that took long, and whose: the id of its message. */
export interface Timed {
  readonly messageId: string | undefined;
  readonly ms: number;
}

/** A broker that times how long each delivery is handled at a stretch: read, judged and given to its handler. */
export function timedProvider(provider: Provider, tell: (timed: Timed) => void): Provider {
  return {
    async open(options) {
      const transport = await provider.open(options);
      const subscribe: typeof transport.subscribe = (asked) =>
        transport.subscribe({
          ...asked,
          onDelivery: (delivery) => {
            const [before, cpu] = [performance.now(), process.cpuUsage()];
            asked.onDelivery(delivery);
            const { user, system } = process.cpuUsage(cpu);
            // Of the two the less: others on the machine lengthen the one, the collector's own threads the other.
            const ms = Math.min(performance.now() - before, (user + system) / 1_000);
            tell({ messageId: delivery.properties.messageId, ms });
          },
        });
      return new Proxy(transport, {
        get: (target, name) => {
          if (name === "subscribe") return subscribe;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
}
