import { connect as connectService } from "@insaka/runtime";
import { clientManagementPublisher, identityConsumer } from "@intellifin/contracts";
import { connect } from "amqplib";
import { BODY, EVENT, EXCHANGE, PROPERTIES, QUEUE, ROUTING_KEY } from "../event.js";
import { type Orders, type Outcome, type Scenario, urlOf } from "./scenario.js";

/** Publishes the next message, and does not wait for its confirm. */
type Send = () => void;

interface Pair {
  readonly send: Send;
  readonly end: () => Promise<unknown>;
}

type Connect = (orders: Orders, handle: () => void) => Promise<Pair>;

/** One message at a time: the next is published when the one before has been handled and its handler has returned. */
export const latency: Scenario = (orders) => oneAtATime(orders, (send) => setImmediate(send));

/**
 * One at a time, and the next is published by the handler of the one before, which does not wait for its confirm: a publish and an
 * acknowledgement in one turn, at prefetch 1. With Nagle's algorithm one of them waits for the broker's delayed TCP ACK.
 */
export const latencyInHandler: Scenario = (orders) => oneAtATime(orders, (send) => send());

async function oneAtATime(orders: Orders, next: (send: Send) => void): Promise<Outcome> {
  const all = orders.warmUp + orders.messages;
  const times: number[] = [];
  let sentAt = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const connectPair = orders.subject === "raw" ? connectRaw : connectTyped;
  const pair = await connectPair(orders, () => {
    times.push(performance.now() - sentAt);
    if (times.length === all) finish();
    else next(send);
  });
  const send = (): void => {
    sentAt = performance.now();
    pair.send();
  };
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  send();
  await finished;
  const { user, system } = process.cpuUsage(cpu);
  const outcome = { messages: all, cpuUs: user + system, wallMs: performance.now() - wall };
  await pair.end();
  return { ...outcome, latencies: times.slice(orders.warmUp) };
}

const connectRaw: Connect = async (orders, handle) => {
  const publishing = await connect(urlOf(orders, "client-management"), { noDelay: true });
  const consuming = await connect(urlOf(orders, "identity"), { noDelay: true });
  const confirms = await publishing.createConfirmChannel();
  const channel = await consuming.createChannel();
  await channel.prefetch(1);
  await channel.consume(QUEUE, (message) => {
    if (message === null) return;
    handle();
    channel.ack(message);
  });
  const options = { ...PROPERTIES, mandatory: true };
  return {
    send: () => void confirms.publish(EXCHANGE, ROUTING_KEY, BODY, options, refuse),
    async end() {
      // The last message has been handled, and may not be confirmed yet.
      await confirms.waitForConfirms();
      await Promise.all([publishing.close(), consuming.close()]);
    },
  };
};

const connectTyped: Connect = async (orders, handle) => {
  const sending = await connectService(urlOf(orders, "client-management"), { service: "client-management" });
  const receiving = await connectService(urlOf(orders, "identity"), { service: "identity" });
  const clientRegistered = async (): Promise<void> => handle();
  await identityConsumer(receiving, { handlers: { clientRegistered }, prefetch: 1 });
  const publisher = clientManagementPublisher(sending);
  return {
    send: () => void publisher.clientRegistered(EVENT).catch(refuse),
    end: () => Promise.all([sending.close(), receiving.close()]),
  };
};

function refuse(error: unknown): void {
  if (error) throw error;
}
