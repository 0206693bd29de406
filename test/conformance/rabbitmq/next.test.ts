import { type BrokerNode, startPrivateNode } from "@insaka/broker";
import { afterAll, describe, test } from "vitest";
import { skip } from "../../support/broker.js";
import { conformance } from "../conformance.js";
import { nextRabbitmq } from "../support/next-rabbitmq.js";
import { rabbitmqFeatures, rabbitmqHost } from "../support/rabbitmq-host.js";

const found = await nextRabbitmq();

if ("missing" in found) {
  describe("RabbitMQ of the next series", () => {
    test("runs the suite", (context) => skip(context, found.missing));
  });
} else {
  let node: Promise<BrokerNode> | undefined;
  afterAll(async () => await (await node)?.stop());
  conformance({
    name: `RabbitMQ ${found.version}`,
    features: rabbitmqFeatures(found.version),
    async host(context, options) {
      node ??= startPrivateNode(found);
      return await rabbitmqHost(await node, context, options);
    },
  });
}
