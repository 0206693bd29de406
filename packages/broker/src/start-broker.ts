import type { BrokerNode, BrokerOrigin } from "./broker-node.js";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { startDockerNode } from "./docker-node.js";
import { installRabbitmq, readInstallFacts, whyNotInstall } from "./install-rabbitmq.js";
import { findInstallation } from "./installation.js";
import { startPrivateNode } from "./private-node.js";
import { oldestSupported } from "./rabbitmq-version.js";
import { connectToUrl } from "./url-broker.js";

/** How a broker is found. */
export interface StartOptions {
  /** Takes one line about what is done that people did not ask for; standard error unless given. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Only a broker of this origin; INSAKA_BROKER says the same from outside. */
  readonly origin?: BrokerOrigin;
  readonly env?: NodeJS.ProcessEnv;
}

/** One way to get a broker. `start` throws BrokerUnavailable, with the reason, where this way is not open. */
export interface BrokerSource {
  readonly origin: BrokerOrigin;
  start(): Promise<BrokerNode>;
}

/**
 * Finds or starts a real RabbitMQ: the one that RABBITMQ_URL names; else a private node from an installed RabbitMQ; else a
 * container; else, on a Debian-like machine as root and without INSAKA_NO_INSTALL, a private node from packages that it
 * installs.
 *
 * @throws BrokerUnavailable when there is none; its message is one line that says how to get one.
 */
export async function startBroker(options: StartOptions = {}): Promise<BrokerNode> {
  const env = options.env ?? process.env;
  const log = options.log ?? ((line: string): void => void process.stderr.write(`${line}\n`));
  const given = (env.RABBITMQ_URL ?? "") !== "";
  const origin = options.origin ?? readOrigin(env.INSAKA_BROKER) ?? (given ? "url" : undefined);
  const sources: readonly BrokerSource[] = [
    { origin: "url", start: () => (given ? connectToUrl(env) : unavailable("RABBITMQ_URL is not set")) },
    { origin: "private-node", start: () => startInstalled(options.signal) },
    { origin: "docker", start: () => startDockerNode(env) },
    { origin: "private-node", start: () => installAndStart(log, options.signal) },
  ];
  return chooseBroker(sources.filter((source) => origin === undefined || source.origin === origin));
}

/**
 * The first source that is open. A source that is open but fails, such as an installed broker that does not boot, ends the
 * search: passing over it in silence would hide the fault.
 */
export async function chooseBroker(sources: readonly BrokerSource[]): Promise<BrokerNode> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      return await source.start();
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      reasons.push(error.message);
    }
  }
  throw new BrokerUnavailable(
    `No RabbitMQ: ${reasons.join("; ")}. Set RABBITMQ_URL, start Docker, or install rabbitmq-server ${oldestSupported} or later.`,
  );
}

function readOrigin(text: string | undefined): BrokerOrigin | undefined {
  if (text === undefined || text === "") return undefined;
  if (text === "url" || text === "private-node" || text === "docker") return text;
  throw new BrokerUnavailable(`INSAKA_BROKER is "${text}", it can be url, private-node or docker`);
}

function unavailable(reason: string): Promise<never> {
  return Promise.reject(new BrokerUnavailable(reason));
}

async function startInstalled(signal: AbortSignal | undefined): Promise<BrokerNode> {
  const installation = await findInstallation();
  if (installation === undefined) return unavailable(`no RabbitMQ of at least ${oldestSupported} is installed`);
  return startPrivateNode(installation, signal === undefined ? {} : { signal });
}

async function installAndStart(log: (line: string) => void, signal: AbortSignal | undefined): Promise<BrokerNode> {
  const facts = await readInstallFacts();
  const reason = whyNotInstall(facts);
  if (reason !== undefined || facts.release === undefined) return unavailable(reason ?? "the machine is unknown");
  await installRabbitmq(facts.release, log);
  return startInstalled(signal);
}
