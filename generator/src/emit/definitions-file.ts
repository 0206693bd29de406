import { brokerDefinitions } from "./broker-definitions.js";
import type { Emitter } from "./emitter.js";

/**
 * The broker's definitions in RabbitMQ's own form. Users have no password hash: the broker then refuses every password, and
 * secrets come from the environment of the deployment, never from a document.
 */
export const definitionsFile: Emitter = {
  name: "definitions",
  emit(model, target) {
    if (target.definitions === undefined) return new Map();
    return new Map([[target.definitions, `${JSON.stringify(brokerDefinitions(model.topology), null, 2)}\n`]]);
  },
};
