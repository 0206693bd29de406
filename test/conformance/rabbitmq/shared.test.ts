import { broker, ownNode } from "../../support/broker.js";
import { conformance } from "../conformance.js";
import { rabbitmqFeatures, rabbitmqHost } from "../support/rabbitmq-host.js";

conformance({
  name: `RabbitMQ ${broker.version}`,
  features: rabbitmqFeatures(broker.version),
  async host(context, options = {}) {
    const node = options.alone === true ? await ownNode(context) : broker;
    return await rabbitmqHost(node, context, options);
  },
});
