import { connect } from "@insaka/runtime";
import { identityConsumer } from "@intellifin/contracts";
import { type Consuming, PREFETCH } from "./consumer.js";

/** The generated client: parsed, validated, brought to today's version, handed to an async handler. */
export const consumeTyped: Consuming = async (url, count) => {
  const broker = await connect(url, { service: "identity" });
  const clientRegistered = async (): Promise<void> => void count();
  await identityConsumer(broker, { handlers: { clientRegistered }, prefetch: PREFETCH });
};
