import { connect } from "@insaka/runtime";
import type { BrokerDefinitions } from "@insaka/runtime/memory";
import { createMemoryBroker, manualClock } from "@insaka/runtime/memory";
import type { TestContext } from "vitest";
import { Told } from "../../support/told.js";
import { DEFINITIONS, type Features, type Host, type HostOptions } from "./host.js";

export const MEMORY: Features = {
  setsTime: true,
  countsHandBacks: true,
  announcesAlarms: true,
  forgetsInstancesAtOnce: true,
  hashesInAKey: Number.POSITIVE_INFINITY,
  countsExactly: true,
};

/** A broker in memory with a clock of its own. */
export async function memoryHost(
  { onTestFinished }: TestContext,
  { definitions = DEFINITIONS }: HostOptions = {},
): Promise<Host> {
  const clock = manualClock();
  const memory = createMemoryBroker({ definitions, clock });
  onTestFinished(() => memory.close());
  return {
    async connect(service, options = {}) {
      const told = new Told();
      const broker = await connect(memory, { observe: told.observe, ...options, service });
      onTestFinished(async () => {
        await broker.close({ deadlineMs: 500 });
      });
      return { broker, told };
    },
    async operator() {
      const broker = await connect(memory.operator, { service: "operator" });
      onTestFinished(async () => {
        await broker.close();
      });
      return broker;
    },
    publish: (message) => memory.publish(message),
    async messages(queue) {
      return memory.messages(queue).map(({ properties, ...rest }) => {
        const { messageId, type, correlationId, contentType, appId } = properties;
        return { ...rest, messageId, type, correlationId, contentType, appId };
      });
    },
    disconnect: async (service) => memory.disconnect(service),
    deleteQueue: async (name) => memory.deleteQueue(name),
    deleteExchange: async (name) => memory.deleteExchange(name),
    restore: async () => memory.importDefinitions(definitions as BrokerDefinitions),
    pass: (ms) => clock.advance(ms),
    restart: async () => memory.restart(),
    alarm: async (on) => (on ? memory.block("memory") : memory.unblock()),
  };
}
