/** The command was called in a way that it does not understand. The message says what it would. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
