/** What a process of the load is started with. It holds passwords, so it goes over the channel and never into arguments. */
export interface StartChild {
  readonly do: "start";
  readonly role: "publisher" | "consumer";
  readonly subject: string;
  readonly facts: string;
  readonly urls: Readonly<Record<string, readonly string[]>>;
  readonly seed: number;
  /** Messages a second, and how many may be in flight. */
  readonly rate: number;
  readonly inFlight: number;
  readonly prefetch: number;
  /** How long a handler takes, in milliseconds. */
  readonly workMs: number;
}

export type ToChild =
  | StartChild
  | { readonly do: "stop" }
  /** The next message is one that kills its handler's process. */
  | { readonly do: "poison" }
  /** This part of all deliveries fails from now on. */
  | { readonly do: "fail"; readonly part: number };

/** `loaded`: takes orders. `ready`: the library has connected. */
export interface FromChild {
  readonly is: "loaded" | "ready";
}
