import { amqpAnswers } from "./amqp-answers.js";
import { attachBroker, type BrokerHandle, type BrokerNode } from "./broker-node.js";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { ManagementError, managementClient } from "./management-client.js";
import { isAtLeast, oldestSupported } from "./rabbitmq-version.js";

/** Where a given broker is and who manages it, read from the two environment variables. */
export type UrlTarget = Pick<BrokerHandle, "amqp" | "managementUrl" | "admin">;

/**
 * Reads RABBITMQ_URL and RABBITMQ_MANAGEMENT_URL; without the second one the management API is expected on its usual port
 * of the same host, with the same user.
 *
 * @throws BrokerUnavailable when one of them is not such a URL.
 */
export function readUrlTarget(amqpText: string, managementText: string | undefined): UrlTarget {
  const url = parseUrl("RABBITMQ_URL", amqpText, ["amqp:", "amqps:"]);
  const secure = url.protocol === "amqps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const usual = secure ? `https://${url.hostname}:15671` : `http://${url.hostname}:15672`;
  const management = parseUrl("RABBITMQ_MANAGEMENT_URL", managementText ?? usual, ["http:", "https:"]);
  return {
    amqp: { host, port: Number(url.port === "" ? (secure ? 5671 : 5672) : url.port), secure },
    managementUrl: `${management.origin}${management.pathname.replace(/\/+$/, "")}`,
    admin: {
      user: url.username === "" ? "guest" : decodeURIComponent(url.username),
      password: url.password === "" ? "guest" : decodeURIComponent(url.password),
    },
  };
}

function parseUrl(variable: string, text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.hostname !== "" && protocols.includes(url.protocol) && hasReadableUser(url)) return url;
  // The value is not shown: it usually holds a password.
  throw new BrokerUnavailable(
    `${variable} is not a URL that starts with ${protocols[0]}// or ${protocols[1]}//, special characters in user and password written as %XX`,
  );
}

/** A percent sign in a password has to be written %25; a URL takes it as it is, and reading it would throw. */
function hasReadableUser({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/**
 * Uses the broker that RABBITMQ_URL names. Its user has to be an administrator: every run makes a virtual host and users.
 *
 * @throws BrokerUnavailable when it does not answer, is too old or the user may not do that.
 */
export async function connectToUrl(env: NodeJS.ProcessEnv): Promise<BrokerNode> {
  const target = readUrlTarget(env.RABBITMQ_URL ?? "", env.RABBITMQ_MANAGEMENT_URL);
  const { host, port } = target.amqp;
  if (!(await amqpAnswers(target.amqp))) {
    throw new BrokerUnavailable(`no RabbitMQ answers at ${host}:${port}, where RABBITMQ_URL points`);
  }
  const version = await managedVersion(target);
  if (!isAtLeast(version, oldestSupported)) {
    throw new BrokerUnavailable(`RABBITMQ_URL points to RabbitMQ ${version}, at least ${oldestSupported} is needed`);
  }
  const description = `RabbitMQ ${version} at ${host}:${port}, from RABBITMQ_URL`;
  return attachBroker({ origin: "url", description, version, ...target });
}

async function managedVersion({ managementUrl, admin }: UrlTarget): Promise<string> {
  const client = managementClient({ url: managementUrl, ...admin }, 10_000);
  try {
    const { tags } = await client.request<{ tags: string | readonly string[] }>("GET", "/whoami");
    const granted = typeof tags === "string" ? tags.split(",") : tags;
    if (!granted.includes("administrator")) {
      throw new BrokerUnavailable(`the user "${admin.user}" of RABBITMQ_URL lacks the tag "administrator"`);
    }
    return (await client.request<{ rabbitmq_version: string }>("GET", "/overview")).rabbitmq_version;
  } catch (error) {
    if (error instanceof BrokerUnavailable) throw error;
    const refused = error instanceof ManagementError && error.status === 401;
    const why = refused ? `refuses the user "${admin.user}"` : "does not answer";
    throw new BrokerUnavailable(
      `the management API at ${managementUrl} ${why}; RABBITMQ_MANAGEMENT_URL says where it is`,
      {
        cause: error,
      },
    );
  }
}
