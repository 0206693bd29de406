import type { Message, Version } from "../model/contract-model.js";

/** One thing that a service does with messages, as generated code: its publisher, requester, consumer or broadcast consumer. */
export interface ServiceRole {
  /** Ends the name of the factory: `communicationsConsumer`. */
  readonly value: "BroadcastConsumer" | "Consumer" | "Publisher" | "Requester";
  /** Ends the name of the interface: `CommunicationsReceives`. */
  readonly type: "Broadcasts" | "Receives" | "Requests" | "Sends";
  /** Values and types that the code needs of the runtime. */
  readonly imports: { readonly values: readonly string[]; readonly types: readonly string[] };
  /** The versions whose types occur; where several are read, the headers of any of them may come. */
  readonly uses: readonly {
    readonly message: Message;
    readonly version: Version;
    readonly reads?: readonly number[];
  }[];
  /** The interface and the factory. */
  readonly parts: readonly string[];
}
