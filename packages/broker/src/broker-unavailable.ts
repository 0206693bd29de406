/** No RabbitMQ could be had. The message says how to get one; a command line shows it alone and exits with 1. */
export class BrokerUnavailable extends Error {
  override readonly name: string = "BrokerUnavailable";
}
