/** rascal ships no types; this is what the bench uses of it. */
declare module "rascal" {
  interface Emitter {
    on(event: string, told: (value: unknown, content: unknown, ackOrNack: () => void) => void): Emitter;
  }
  interface Broker extends Emitter {
    publish(publication: string, payload: unknown, overrides: object): Promise<Emitter>;
    subscribe(subscription: string): Promise<Emitter>;
    shutdown(): Promise<void>;
  }
  const rascal: {
    withDefaultConfig(config: object): object;
    readonly BrokerAsPromised: { create(config: object): Promise<Broker> };
  };
  // biome-ignore lint/style/noDefaultExport: that is what the package exports.
  export default rascal;
}
