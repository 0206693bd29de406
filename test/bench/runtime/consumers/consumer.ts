/** Deliveries in flight, for everybody. */
export const PREFETCH = 300;

/** Consumes with manual acknowledgement, set up as its README says; `count` is called for each message. The process ends without a goodbye. */
export type Consuming = (url: string, count: () => boolean) => Promise<void>;
