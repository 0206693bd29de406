/** What messages of one exchange and routing key share a channel by. */
export function channelKey(exchange: string, routingKey: string): string {
  return `${exchange}\n${routingKey}`;
}
