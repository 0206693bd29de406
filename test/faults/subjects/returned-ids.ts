/** Ids of messages that came back: RabbitMQ returns a message before it confirms it, on the same channel. */
export class ReturnedIds {
  readonly #ids = new Set<string>();

  readonly note = (
    message: { readonly properties: { readonly messageId?: string } } | { readonly messageId?: string },
  ): void => {
    const id = "properties" in message ? message.properties.messageId : message.messageId;
    if (id !== undefined) this.#ids.add(id);
  };

  /** Whether it came back, asked once its confirm is there. */
  take(id: string): boolean {
    return this.#ids.delete(id);
  }
}
