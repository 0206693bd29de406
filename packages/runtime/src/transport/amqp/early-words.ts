import type { ChannelModel } from "amqplib";

/**
 * What the broker said in the same breath as it opened the connection. amqplib has told it by then, and nobody could listen yet.
 * The two fields are no public API; the version is pinned and a test holds them.
 */
export interface EarlyWords {
  readonly isOver: boolean;
  readonly isBlocked: boolean;
}

export function earlyWords(connection: ChannelModel): EarlyWords {
  const { expectSocketClose, blocked } = connection.connection as { expectSocketClose?: boolean; blocked?: boolean };
  return { isOver: expectSocketClose === true, isBlocked: blocked === true };
}
