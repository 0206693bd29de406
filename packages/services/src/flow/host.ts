import type { BrokerTarget } from "@insaka/runtime";

/** A message as a stranger sends it, past every generated client. */
export interface RawMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: string;
  readonly messageId: string;
  readonly type: string;
  readonly version: number;
}

/** What the flow runs on: a RabbitMQ, or the broker in memory. Both hold the topology that codegen wrote. */
export interface FlowHost {
  readonly transport: "memory" | "rabbitmq";
  /** For people: what it is and where. */
  readonly description: string;
  /** What a service connects to, with its own rights and no more. */
  target(service: string): BrokerTarget;
  /** What an operator connects to, who may look into dead-letter queues and replay. */
  readonly operator: BrokerTarget;
  publishRaw(message: RawMessage): Promise<void>;
  close(): Promise<void>;
}
