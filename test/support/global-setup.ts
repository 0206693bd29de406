import { type BrokerHandle, type BrokerNode, describeBroker, startBroker } from "@insaka/broker";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The broker that all test files share. Holds the administrator's password: never print it. */
    broker: BrokerHandle;
  }
}

let node: BrokerNode | undefined;

/** Finds or starts one real broker for the whole run and hands it to the test files; they keep apart by virtual hosts. */
export async function setup(project: TestProject): Promise<void> {
  node = await startBroker();
  process.stderr.write(`${node.description}\n`);
  project.provide("broker", describeBroker(node));
}

/** Ends the broker when it was started here. */
export async function teardown(): Promise<void> {
  await node?.stop();
}
