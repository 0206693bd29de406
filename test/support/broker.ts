import {
  attachBroker,
  type BootDefinitions,
  type BrokerNode,
  type Definitions,
  findInstallation,
  startBroker,
  startPrivateNode,
  type VirtualHost,
} from "@insaka/broker";
import { inject, onTestFinished, type TestContext } from "vitest";
import "./global-setup.js";

/** The real broker that all test files of a run share. */
export const broker: BrokerNode = attachBroker(inject("broker"));

/** A virtual host for one test, with these definitions in it; removed when the test is over. Call it inside a test only. */
export async function freshVhost(definitions: Definitions = {}): Promise<VirtualHost> {
  const host = await broker.createVirtualHost(definitions);
  onTestFinished(() => host.delete());
  return host;
}

/** A node with a `rabbitmqctl`, which a node that is ours always has. */
export type OwnNode = BrokerNode & { readonly ctl: NonNullable<BrokerNode["ctl"]> };

/**
 * A node for one test alone, because the test hits everybody on it; ended when the test is over. Where the broker was given
 * by RABBITMQ_URL there is none, and the test is skipped with that reason.
 */
export async function ownNode(context: TestContext): Promise<OwnNode> {
  if (broker.origin === "url") skip(context, "it needs a node of its own, and RABBITMQ_URL names a broker of others");
  return untilTestFinished(await startBroker({ origin: broker.origin }));
}

/** A private node for one test that imports exactly these files at boot; skipped where no RabbitMQ is installed. */
export async function bootedNode(context: TestContext, boot: BootDefinitions): Promise<OwnNode> {
  const installation = broker.origin === "private-node" ? await findInstallation() : undefined;
  if (installation === undefined)
    skip(context, "it boots a node with files of its own, which takes an installed RabbitMQ");
  return untilTestFinished(await startPrivateNode(installation, { boot }));
}

function untilTestFinished(node: BrokerNode): OwnNode {
  onTestFinished(() => node.stop());
  const { ctl } = node;
  if (ctl === undefined) throw new Error(`${node.description} has no rabbitmqctl`);
  return { ...node, ctl };
}

/** Skips the test and says why on standard error, where it is seen with every reporter. */
export function skip(context: TestContext, reason: string): never {
  process.stderr.write(`skipped "${context.task.name}": ${reason}\n`);
  return context.skip(reason);
}
