import type { Channel, ConsumeMessage } from "amqplib";

/**
 * Puts a message back into its queue. Here is all that differs between the versions of RabbitMQ:
 *
 * | from quorum queues, with requeue | 4.0            | 4.3            |
 * | -------------------------------- | -------------- | -------------- |
 * | `basic.nack`                     | count + 1      | count unchanged |
 * | `basic.reject`                   | count + 1      | count + 1      |
 *
 * A hand-back that says nothing of the message (a drain, an alarm) must not bring it nearer to its delivery limit, so it is a nack.
 * After a fault that the message may have caused nothing else would end the rounds, so that is a reject.
 */
export function handBack(channel: Channel, message: ConsumeMessage, mayBeTheCause: boolean): void {
  if (mayBeTheCause) channel.reject(message, true);
  else channel.nack(message, false, true);
}
