import type { NotificationFailed } from "@intellifin/contracts";

/** What an SMS gateway throws when a text can never be delivered. Anything else that it throws passes, and is tried again. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
  readonly reason: NotificationFailed["reason"];

  constructor(reason: NotificationFailed["reason"]) {
    super(`the text cannot be delivered: ${reason}`);
    this.reason = reason;
  }
}
