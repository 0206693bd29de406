/** What messages of one exchange and routing key share a channel by. */
export function channelKey(exchange: string, routingKey: string): string {
  return `${exchange}\n${routingKey}`;
}

/** A channel's key as people read it. */
export function shownChannelKey(key: string): string {
  return key.replace("\n", " ");
}
