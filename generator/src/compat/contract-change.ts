/** A difference between two revisions of a contract, for people. */
export interface ContractChange {
  readonly part: "status" | "facts" | "payload" | "headers" | "upcast" | "senders" | "receivers";
  /** JSON pointer into a message, where the change has a place there. */
  readonly pointer: string | null;
  /** What changed, as one phrase that holds the pointer. */
  readonly text: string;
}
