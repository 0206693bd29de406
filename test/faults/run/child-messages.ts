/** What a process of the load is started with. It holds passwords, so it goes over the channel and never into arguments. */
export interface StartChild {
  readonly do: "start";
  /** `crowd`: as many publishers as `inFlight` says, which do nothing but stay connected. */
  readonly role: "publisher" | "consumer" | "crowd";
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
  /** This part of all deliveries fails from now on, of all queues or of those whose name begins so. */
  | { readonly do: "fail"; readonly part: number; readonly queue?: string }
  /** Each handling takes so many milliseconds from now on. */
  | { readonly do: "hold"; readonly ms: number };

/** `loaded`: takes orders. `ready`: the library has connected. */
export interface FromChild {
  readonly is: "loaded" | "ready";
}
