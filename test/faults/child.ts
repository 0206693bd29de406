import { setTimeout as pause } from "node:timers/promises";
import { newMessageId } from "@insaka/runtime";
import type { FromChild, StartChild, ToChild } from "./run/child-messages.js";
import { factsWriter } from "./run/facts-file.js";
import type { Received, Subject, SubjectPublisher } from "./subject.js";
import { subjects } from "./subjects/subjects.js";
import { consumedQueues, loadOf, POISON, randomOf } from "./traffic.js";

/** A process of the load: one publisher or one consumer of a subject. It takes its orders over the channel to its parent. */
// A parent that has gone meanwhile hears nothing; its end is told by "disconnect".
const tell = (message: FromChild): void => void process.send?.(message, undefined, undefined, () => undefined);
const later: ((message: ToChild) => void)[] = [];
process.on("message", (message: ToChild) => {
  for (const take of later) take(message);
});
process.on("disconnect", () => process.exit(3));
// Ctrl-C reaches the whole group; the parent says when it is over.
process.on("SIGINT", () => undefined);

later.push((message) => {
  if (message.do !== "start") return;
  const subject = subjects.find(({ id }) => id === message.subject);
  if (subject === undefined) throw new Error(`no subject "${message.subject}"`);
  const run = { publisher: publishUntilStopped, consumer: consumeUntilStopped, crowd: stayConnected }[message.role];
  run(subject, message).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${message.role} of ${subject.id}: ${String(error)}\n`);
      process.exit(1);
    },
  );
});
tell({ is: "loaded" });

async function publishUntilStopped(subject: Subject, start: StartChild): Promise<void> {
  const record = factsWriter(start.facts);
  const publisher = await subject.startPublisher({ urls: (service) => start.urls[service] ?? [] });
  const random = randomOf(start.seed);
  const sampling = sample(() => publisher.ready(), record);
  let stopped = false;
  let poisons = 0;
  later.push((message) => {
    if (message.do === "stop") stopped = true;
    if (message.do === "poison") poisons += 1;
  });
  tell({ is: "ready" });
  const inFlight = new Set<Promise<void>>();
  const send = async (n: number, poison: boolean): Promise<void> => {
    const load = loadOf(n, newMessageId(), random, poison);
    record({ k: "attempt", at: Date.now(), id: load.id, kind: load.kind });
    const outcome = await publisher.publish(load);
    record({ k: "outcome", at: Date.now(), id: load.id, outcome });
  };
  const began = Date.now();
  let sent = 0;
  while (!stopped) {
    const due = Math.min(Math.floor(((Date.now() - began) * start.rate) / 1000) - sent, 100);
    for (let i = 0; i < due; i += 1) {
      sent += 1;
      // What cannot be in flight is left out, so that an outage ends with a bounded number of open outcomes.
      if (inFlight.size >= start.inFlight) continue;
      const poison = poisons > 0;
      if (poison) poisons -= 1;
      const one: Promise<void> = send(sent, poison).finally(() => inFlight.delete(one));
      inFlight.add(one);
    }
    await pause(10);
  }
  await Promise.all(inFlight);
  clearInterval(sampling);
  await publisher.close();
}

async function consumeUntilStopped(subject: Subject, start: StartChild): Promise<void> {
  const record = factsWriter(start.facts);
  const random = randomOf(start.seed);
  let failing = { part: 0, queue: "" };
  let { workMs } = start;
  const handle = async ({ queue, id, payload, attempt }: Received): Promise<void> => {
    const { principal } = payload as { principal?: { amount?: string } };
    if (principal?.amount === POISON) process.kill(process.pid, "SIGKILL");
    if (workMs > 0) await pause(workMs);
    if (queue.startsWith(failing.queue) && random() < failing.part) {
      record({ k: "failed", at: Date.now(), id, queue, attempt });
      throw new Error("the fault asks for a failure");
    }
    record({ k: "handled", at: Date.now(), id, queue, attempt });
  };
  const stopped = new Promise<void>((resolve) => {
    later.push((message) => {
      if (message.do === "stop") resolve();
      if (message.do === "fail") failing = { queue: "", ...message };
      if (message.do === "hold") workMs = message.ms;
    });
  });
  const consumer = await subject.startConsumer({
    urls: (service) => start.urls[service] ?? [],
    queues: consumedQueues,
    prefetch: start.prefetch,
    handle,
  });
  const sampling = sample(() => consumer.ready(), record);
  tell({ is: "ready" });
  await stopped;
  clearInterval(sampling);
  await consumer.close();
}

async function stayConnected(subject: Subject, start: StartChild): Promise<void> {
  const record = factsWriter(start.facts);
  const options = { urls: (service: string): readonly string[] => start.urls[service] ?? [] };
  const clients: SubjectPublisher[] = [];
  while (clients.length < start.inFlight) clients.push(await subject.startPublisher(options));
  const sampling = sample(() => clients.every((client) => client.ready() !== false), record);
  tell({ is: "ready" });
  await new Promise<void>((resolve) => {
    later.push((message) => {
      if (message.do === "stop") resolve();
    });
  });
  clearInterval(sampling);
  await Promise.all(clients.map((client) => client.close()));
}

function sample(ready: () => boolean | undefined, record: ReturnType<typeof factsWriter>): NodeJS.Timeout {
  return setInterval(() => {
    const now = ready();
    if (now !== undefined) record({ k: "ready", at: Date.now(), ready: now });
  }, 100);
}
