import { type BrokerNode, startPrivateNode } from "@insaka/broker";
import { afterAll, describe, test } from "vitest";
import { nextRabbitmq } from "../conformance/support/next-rabbitmq.js";
import { broker, skip } from "../support/broker.js";
import { importing } from "./suite/import.js";
import { reDeclaring } from "./suite/re-declare.js";
import { seriesOf, type Target } from "./support/target.js";

function suites(target: Target): void {
  reDeclaring(target);
  importing(target);
}

suites({
  name: `RabbitMQ ${broker.version}`,
  version: seriesOf(broker.version),
  node: () => Promise.resolve(broker),
});

const next = await nextRabbitmq();

if ("missing" in next) {
  describe("RabbitMQ of the next series", () => {
    test("makes of changed topologies what the verdicts say", (context) => skip(context, next.missing));
  });
} else {
  let node: Promise<BrokerNode> | undefined;
  afterAll(async () => await (await node)?.stop());
  suites({
    name: `RabbitMQ ${next.version}`,
    version: seriesOf(next.version),
    node: () => (node ??= startPrivateNode(next)),
  });
}
