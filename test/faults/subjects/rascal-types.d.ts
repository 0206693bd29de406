/** The part of rascal that is used here; it ships no types. */
declare module "rascal" {
  import type { EventEmitter } from "node:events";

  export interface Publication {
    on(event: "success", listener: (messageId: string) => void): this;
    on(event: "error", listener: (error: Error, messageId: string) => void): this;
    on(event: "return", listener: (message: { properties: { messageId?: string } }) => void): this;
  }
  export interface Subscription {
    on(
      event: "message",
      listener: (
        message: { properties: { messageId?: string; headers?: Record<string, unknown> } },
        content: unknown,
        ackOrNack: (error?: Error, recovery?: readonly object[]) => void,
      ) => void,
    ): this;
    on(event: "error" | "cancel" | "invalid_content", listener: (...args: readonly unknown[]) => void): this;
    once(event: "subscribed", listener: () => void): this;
  }
  export interface Broker extends EventEmitter {
    publish(name: string, body: object, overrides: object): Promise<Publication>;
    subscribe(name: string): Promise<Subscription>;
    shutdown(): Promise<void>;
  }
  export const BrokerAsPromised: { create(config: object): Promise<Broker> };
  export function withDefaultConfig(config: object): object;
}
