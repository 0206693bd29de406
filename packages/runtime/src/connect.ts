import type { Broker, ConnectOptions } from "./broker.js";
import { BrokerLink } from "./broker.js";
import { ContractError } from "./contract-error.js";
import { resolveSettings } from "./defaults.js";
import { safely } from "./runtime-event.js";
import { amqpProvider } from "./transport/amqp/amqp-transport.js";
import type { TransportProvider } from "./transport/transport.js";

/**
 * What to connect to: `amqp://user:password@host:5672/vhost`, several of these for the nodes of one cluster, or a broker that is no
 * RabbitMQ, such as the one of `@insaka/runtime/memory`.
 */
export type BrokerTarget = string | readonly string[] | TransportProvider;

/**
 * Connects a service to its broker.
 *
 * @throws ContractError `configuration` for a URL that is none, `connect-failed` when no host can be reached in time or the user is refused
 */
export async function connect(target: BrokerTarget | undefined, options: ConnectOptions): Promise<Broker> {
  const provider = isProvider(target) ? target : amqpProvider(checkedUrls(target), options);
  const observe = safely(options.observe);
  const transport = await provider.open({
    service: options.service,
    settings: resolveSettings(options),
    onState: (role, state, reason) =>
      observe({ type: "connection", role, state, ...(reason === undefined ? {} : { reason }) }),
  });
  return new BrokerLink(transport, options, observe);
}

function isProvider(target: BrokerTarget | undefined): target is TransportProvider {
  return typeof target === "object" && "open" in target;
}

function checkedUrls(url: string | readonly string[] | undefined): readonly string[] {
  const urls = url === undefined ? [] : typeof url === "string" ? [url] : url;
  if (urls.length === 0)
    throw new ContractError("configuration", "no broker URL: set RABBITMQ_URL to amqp://user:password@host:5672/vhost");
  for (const each of urls) {
    // The URL holds a password, so the message must not quote it.
    const protocol = URL.canParse(each) ? new URL(each).protocol : undefined;
    if (protocol !== "amqp:" && protocol !== "amqps:") {
      throw new ContractError(
        "configuration",
        "a broker URL must look like amqp://user:password@host:5672/vhost (or amqps://)",
      );
    }
  }
  return urls;
}
