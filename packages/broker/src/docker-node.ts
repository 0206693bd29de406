import { existsSync } from "node:fs";
import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { type BrokerNode, brokerNode } from "./broker-node.js";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { infraFolder } from "./infra-folder.js";
import { type ManagementAddress, managementClient } from "./management-client.js";
import { temporaryConfiguration } from "./node-folder.js";
import { isAtLeast, oldestSupported } from "./rabbitmq-version.js";
import { usersWithPasswords } from "./users-file.js";

/** How long a container may take until the broker in it is up, in milliseconds; fetching the image is not counted. */
const startPatience = 120_000;

/**
 * Starts RabbitMQ in a container, from the image in INSAKA_RABBITMQ_IMAGE or the official one, with the production
 * configuration and random passwords. Docker publishes the ports on the addresses that its daemon is set to (`--ip`).
 *
 * @throws BrokerUnavailable when no Docker answers, the image is not to be had or the broker in it is too old.
 */
export async function startDockerNode(env: NodeJS.ProcessEnv): Promise<BrokerNode> {
  if (!(await dockerAnswers(env))) throw new BrokerUnavailable("no Docker answers");
  const image = env.INSAKA_RABBITMQ_IMAGE ?? "rabbitmq:4-management";
  const { admin, definitions } = await usersWithPasswords();
  const container = await startContainer(image, JSON.stringify(definitions));
  const stop = async (): Promise<void> => {
    await container.stop();
  };
  try {
    const amqp = { host: container.getHost(), port: container.getMappedPort(5672), secure: false };
    const managementUrl = `http://${container.getHost()}:${container.getMappedPort(15672)}`;
    const version = await versionOf(image, { url: managementUrl, ...admin });
    const description = `RabbitMQ ${version}, Docker container of ${image} on ${amqp.host}:${amqp.port}`;
    const ctl = { container: container.getId() };
    return brokerNode({ origin: "docker", description, version, amqp, managementUrl, admin, ctl }, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function versionOf(image: string, admin: ManagementAddress): Promise<string> {
  const { rabbitmq_version: version } = await managementClient(admin).request<{ rabbitmq_version: string }>(
    "GET",
    "/overview",
  );
  if (isAtLeast(version, oldestSupported)) return version;
  throw new BrokerUnavailable(`the image ${image} holds RabbitMQ ${version}, at least ${oldestSupported} is needed`);
}

async function startContainer(image: string, users: string): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const etc = "/etc/rabbitmq";
  const files = [
    { source: join(infraFolder, "rabbitmq.conf"), target: `${etc}/rabbitmq.conf` },
    { source: join(infraFolder, "enabled_plugins"), target: `${etc}/enabled_plugins` },
    { source: join(infraFolder, "definitions.json"), target: `${etc}/definitions/10-insaka.json` },
  ].filter((file) => existsSync(file.source));
  try {
    return await new GenericContainer(image)
      .withCommand(["rabbitmq-server"])
      .withCopyFilesToContainer(files)
      .withCopyContentToContainer([
        // The broker does not run as root in there, so it has to be readable for others; it holds hashes only.
        { content: users, target: `${etc}/definitions/20-users.json`, mode: 0o644 },
        { content: temporaryConfiguration, target: `${etc}/conf.d/90-temporary.conf`, mode: 0o644 },
      ])
      .withExposedPorts(5672, 15672)
      .withWaitStrategy(Wait.forLogMessage(/Server startup complete/))
      .withStartupTimeout(startPatience)
      .start();
  } catch (error) {
    throw new BrokerUnavailable(`Docker could not start ${image}: ${String(error)}`, { cause: error });
  }
}

/** Asks the daemon before the container library is loaded: the library takes long to say that there is none. */
async function dockerAnswers(env: NodeJS.ProcessEnv): Promise<boolean> {
  const host = env.DOCKER_HOST ?? "";
  if (host !== "" && !host.startsWith("unix://")) return pings({ ...tcpAddress(host) });
  const sockets = [host.replace("unix://", ""), "/var/run/docker.sock", join(homedir(), ".docker/run/docker.sock")];
  const socketPath = sockets.find((path) => path !== "" && existsSync(path));
  return socketPath !== undefined && pings({ socketPath });
}

function tcpAddress(host: string): { readonly host: string; readonly port: string } {
  const { hostname, port } = new URL(host);
  return { host: hostname, port: port === "" ? "2375" : port };
}

function pings(target: object): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ ...target, path: "/_ping", timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once("timeout", () => ping.destroy());
    ping.once("error", () => resolve(false));
    ping.end();
  });
}
