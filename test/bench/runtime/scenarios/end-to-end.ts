import { connect as connectService } from "@insaka/runtime";
import { clientManagementPublisher, identityConsumer } from "@intellifin/contracts";
import { connect } from "amqplib";
import { BODY, EVENT, EXCHANGE, PROPERTIES, QUEUE, ROUTING_KEY } from "../event.js";
import { byCallback, byPromise, OUTSTANDING } from "../outstanding.js";
import { StretchMeter } from "../stretch.js";
import { type Orders, type Scenario, urlOf } from "./scenario.js";

const PREFETCH = 300;

/** Publishes with confirms, 100 outstanding, and consumes the same messages, all in this process: a message counts once it is handled. */
export const endToEnd: Scenario = async (orders) => {
  const meter = new StretchMeter(orders.warmUp, orders.messages);
  const all = orders.warmUp + orders.messages;
  // So many are out before the first is confirmed; with those that follow it makes all, and the queue is empty at the end.
  let published = OUTSTANDING;
  const more = (): boolean => {
    published += 1;
    return published <= all;
  };
  const run = orders.subject === "raw" ? runRaw : runTyped;
  const end = await run(orders, more, () => void meter.count());
  const stretch = await meter.done;
  await end();
  return stretch;
};

type Run = (orders: Orders, more: () => boolean, handled: () => void) => Promise<() => Promise<unknown>>;

const runRaw: Run = async (orders, more, handled) => {
  const publishing = await connect(urlOf(orders, "client-management"), { noDelay: true });
  const consuming = await connect(urlOf(orders, "identity"), { noDelay: true });
  const channel = await consuming.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(QUEUE, (message) => {
    if (message === null) return;
    channel.ack(message);
    handled();
  });
  const confirms = await publishing.createConfirmChannel();
  const options = { ...PROPERTIES, mandatory: true };
  await byCallback((done) => confirms.publish(EXCHANGE, ROUTING_KEY, BODY, options, done), more);
  return () => Promise.all([publishing.close(), consuming.close()]);
};

const runTyped: Run = async (orders, more, handled) => {
  const sending = await connectService(urlOf(orders, "client-management"), { service: "client-management" });
  const receiving = await connectService(urlOf(orders, "identity"), { service: "identity" });
  const clientRegistered = async (): Promise<void> => handled();
  await identityConsumer(receiving, { handlers: { clientRegistered }, prefetch: PREFETCH });
  const publisher = clientManagementPublisher(sending);
  await byPromise(() => publisher.clientRegistered(EVENT), more);
  return () => Promise.all([sending.close(), receiving.close()]);
};
