import { describe, expect, it } from "vitest";
import { attachBroker, type BrokerNode, type BrokerOrigin } from "./broker-node.js";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { type BrokerWays, type StartOptions, startBroker, startBrokerAtHand } from "./start-broker.js";

function node(origin: BrokerOrigin): BrokerNode {
  const amqp = { host: "127.0.0.1", port: 1, secure: false };
  const admin = { user: "admin", password: "secret" };
  return attachBroker({
    origin,
    description: origin,
    version: "4.0.5",
    amqp,
    managementUrl: "http://127.0.0.1:2",
    admin,
  });
}

/** Ways of which only `open` lead to a broker; notes which were tried. */
function ways(...open: readonly (keyof BrokerWays)[]): BrokerWays & { readonly tried: string[] } {
  const tried: string[] = [];
  const way = (name: keyof BrokerWays, origin: BrokerOrigin) => (): Promise<BrokerNode> => {
    tried.push(name);
    return open.includes(name) ? Promise.resolve(node(origin)) : Promise.reject(new BrokerUnavailable(`no ${name}`));
  };
  return {
    tried,
    url: way("url", "url"),
    installed: way("installed", "private-node"),
    docker: way("docker", "docker"),
    install: way("install", "private-node"),
  };
}

const withUrl = { RABBITMQ_URL: "amqp://broker.example" };

async function tried(options: StartOptions, ...open: readonly (keyof BrokerWays)[]): Promise<readonly string[]> {
  const fakes = ways(...open);
  await startBroker({ env: {}, ...options }, fakes).catch(() => undefined);
  return fakes.tried;
}

describe("startBroker", () => {
  it("takes the broker of RABBITMQ_URL before everything else", async () => {
    expect(await tried({ env: withUrl }, "url", "installed", "docker", "install")).toEqual(["url"]);
  });

  it("never starts another broker when RABBITMQ_URL leads nowhere", async () => {
    const fakes = ways("installed", "docker", "install");
    await expect(startBroker({ env: withUrl }, fakes)).rejects.toThrow(BrokerUnavailable);
    expect(fakes.tried).toEqual(["url"]);
  });

  it("prefers an installed RabbitMQ to Docker, and Docker to installing", async () => {
    expect(await tried({}, "installed", "docker", "install")).toEqual(["installed"]);
    expect(await tried({}, "docker", "install")).toEqual(["installed", "docker"]);
    expect(await tried({}, "install")).toEqual(["installed", "docker", "install"]);
  });

  it("keeps to one origin when asked to, by the caller or from outside", async () => {
    expect(await tried({ origin: "docker", env: withUrl }, "url", "installed", "docker")).toEqual(["docker"]);
    expect(await tried({ env: { INSAKA_BROKER: "docker" } }, "installed", "docker")).toEqual(["docker"]);
    expect(await tried({ env: { INSAKA_BROKER: "private-node" } }, "docker", "install")).toEqual([
      "installed",
      "install",
    ]);
  });

  it("refuses an origin that it does not know", async () => {
    await expect(startBroker({ env: { INSAKA_BROKER: "podman" } }, ways("installed"))).rejects.toThrow(
      'INSAKA_BROKER is "podman", it can be url, private-node or docker',
    );
  });

  it("says in one line why there is none and how to get one", async () => {
    const error = await startBroker({ env: {} }, ways()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BrokerUnavailable);
    expect((error as Error).message).toBe(
      "No RabbitMQ: RABBITMQ_URL is not set; no installed; no docker; no install. " +
        "Set RABBITMQ_URL, start Docker, or install rabbitmq-server 3.12.0 or later.",
    );
  });

  it("does not hide a broker that is there but fails", async () => {
    const fakes = { ...ways("docker"), installed: () => Promise.reject(new Error("did not boot")) };
    await expect(startBroker({ env: {} }, fakes)).rejects.toThrow("did not boot");
    expect(fakes.tried).toEqual([]);
  });
});

describe("startBrokerAtHand", () => {
  async function atHand(options: StartOptions, ...open: readonly (keyof BrokerWays)[]) {
    const fakes = ways(...open);
    const found = await startBrokerAtHand({ env: {}, ...options }, fakes).catch((error: unknown) => error);
    return { found, tried: fakes.tried };
  }

  it("takes an installed RabbitMQ and fetches nothing", async () => {
    expect(await atHand({}, "installed", "docker", "install")).toMatchObject({ tried: ["installed"] });
    expect(await atHand({}, "docker", "install")).toEqual({ found: undefined, tried: ["installed"] });
  });

  it("does not pass over a broker that is named and cannot be had", async () => {
    const { found, tried: ways } = await atHand({ env: withUrl }, "installed");
    expect(found).toBeInstanceOf(BrokerUnavailable);
    expect(ways).toEqual(["url"]);
    expect((await atHand({ env: { INSAKA_BROKER: "docker" } }, "installed")).found).toBeInstanceOf(BrokerUnavailable);
  });
});
