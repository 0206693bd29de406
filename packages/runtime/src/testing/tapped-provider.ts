import type {
  OutboundMessage,
  QueuedMessage,
  SubscribeOptions,
  Transport,
  TransportProvider,
} from "../transport/transport.js";

/** What is told of a service's traffic. */
export interface Tap {
  /** The broker has confirmed it. */
  published(service: string, message: OutboundMessage): void;
  delivered(service: string, queue: string, message: QueuedMessage): void;
}

/** The same provider, with somebody listening. */
export function tapped(provider: TransportProvider, tap: Tap): TransportProvider {
  return {
    async open(options) {
      const transport = await provider.open(options);
      return tappedTransport(transport, options.service, tap);
    },
  };
}

function tappedTransport(transport: Transport, service: string, tap: Tap): Transport {
  return {
    clock: transport.clock,
    state: (role) => transport.state(role),
    troubles: () => transport.troubles(),
    refreshCredentials: () => transport.refreshCredentials(),
    async publish(message, purpose) {
      await transport.publish(message, purpose);
      tap.published(service, message);
    },
    writable: (signal) => transport.writable(signal),
    subscribe: (options) => transport.subscribe(listening(options, service, tap)),
    browse: (queue, options) => transport.browse(queue, options),
    missing: (topology) => transport.missing(topology),
    close: (deadlineMs) => transport.close(deadlineMs),
  };
}

function listening(options: SubscribeOptions, service: string, tap: Tap): SubscribeOptions {
  return {
    ...options,
    onDelivery(delivery) {
      tap.delivered(service, options.queue, delivery);
      options.onDelivery(delivery);
    },
  };
}
