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

/** The ways to a broker. Each throws BrokerUnavailable, with the reason, where it is not open. */
export interface BrokerWays {
  url(env: NodeJS.ProcessEnv): Promise<BrokerNode>;
  installed(signal?: AbortSignal): Promise<BrokerNode>;
  docker(env: NodeJS.ProcessEnv): Promise<BrokerNode>;
  install(env: NodeJS.ProcessEnv, log: (line: string) => void, signal?: AbortSignal): Promise<BrokerNode>;
}

const realWays: BrokerWays = {
  url: connectToUrl,
  installed: startInstalled,
  docker: startDockerNode,
  install: installAndStart,
};

/**
 * Finds or starts a real RabbitMQ: the one that RABBITMQ_URL names, and no other; else a private node from an installed
 * RabbitMQ; else a container; else, on a Debian-like machine as root and without INSAKA_NO_INSTALL, a private node from
 * packages that it installs. A way that is open but fails, such as an installed broker that does not boot, ends the search:
 * passing over it in silence would hide the fault.
 *
 * @throws BrokerUnavailable when there is none; its message is one line that says how to get one.
 */
export async function startBroker(options: StartOptions = {}, ways: BrokerWays = realWays): Promise<BrokerNode> {
  const env = options.env ?? process.env;
  const log = options.log ?? ((line: string): void => void process.stderr.write(`${line}\n`));
  const given = (env.RABBITMQ_URL ?? "") !== "";
  const origin = options.origin ?? readOrigin(env.INSAKA_BROKER) ?? (given ? "url" : undefined);
  const reasons: string[] = [];
  for (const [kind, start] of [
    ["url", () => (given ? ways.url(env) : unavailable("RABBITMQ_URL is not set"))],
    ["private-node", () => ways.installed(options.signal)],
    ["docker", () => ways.docker(env)],
    ["private-node", () => ways.install(env, log, options.signal)],
  ] as const) {
    if (origin !== undefined && origin !== kind) continue;
    options.signal?.throwIfAborted();
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      reasons.push(error.message);
    }
  }
  throw new BrokerUnavailable(
    `No RabbitMQ: ${reasons.join("; ")}. Set RABBITMQ_URL, start Docker, or install rabbitmq-server ${oldestSupported} or later.`,
  );
}

/**
 * The broker that is there already: the one that RABBITMQ_URL or INSAKA_BROKER names, or a private node from an installed
 * RabbitMQ. Nothing is fetched or installed; `undefined` where there is none.
 *
 * @throws BrokerUnavailable when one is named and cannot be had: running without it would hide that.
 */
export async function startBrokerAtHand(
  options: StartOptions = {},
  ways: BrokerWays = realWays,
): Promise<BrokerNode | undefined> {
  const env = options.env ?? process.env;
  const named = [env.RABBITMQ_URL, env.INSAKA_BROKER, options.origin].some((text) => (text ?? "") !== "");
  if (named) return startBroker(options, ways);
  try {
    return await ways.installed(options.signal);
  } catch (error) {
    if (error instanceof BrokerUnavailable) return undefined;
    throw error;
  }
}

function readOrigin(text: string | undefined): BrokerOrigin | undefined {
  if (text === undefined || text === "") return undefined;
  if (text === "url" || text === "private-node" || text === "docker") return text;
  throw new BrokerUnavailable(`INSAKA_BROKER is "${text}", it can be url, private-node or docker`);
}

function unavailable(reason: string): Promise<never> {
  return Promise.reject(new BrokerUnavailable(reason));
}

async function startInstalled(signal?: AbortSignal): Promise<BrokerNode> {
  const installation = await findInstallation();
  if (installation === undefined) return unavailable(`no RabbitMQ of at least ${oldestSupported} is installed`);
  return startPrivateNode(installation, signal === undefined ? {} : { signal });
}

async function installAndStart(
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<BrokerNode> {
  const facts = await readInstallFacts(env);
  const reason = whyNotInstall(facts);
  if (reason !== undefined || facts.release === undefined) return unavailable(reason ?? "the machine is unknown");
  await installRabbitmq(facts.release, log);
  return startInstalled(signal);
}
