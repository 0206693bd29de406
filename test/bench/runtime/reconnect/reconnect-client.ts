import { once } from "node:events";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import { senders } from "./sender.js";

/**
 * A process that publishes one message after the other until it is told to end. It reads lines: its orders as JSON, then `mark` (a
 * fault comes now), then `end`. It prints `going` once it publishes, and at the end the longest gap between two confirms since the
 * mark, as JSON.
 */

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async (): Promise<string> => String((await lines.next()).value);

/** Confirms before the client counts as warm: its code is compiled, its connection widened. */
const WARM = 1_000;

const { subject, urls } = JSON.parse(await next()) as { readonly subject: string; readonly urls: readonly string[] };
const connectSender = senders[subject];
if (connectSender === undefined) throw new Error(`no sender "${subject}"`);
const sender = await connectSender(urls);

let [confirmed, last, gapMs] = [0, performance.now(), 0];
const publishing = (async () => {
  for (;;) {
    const isConfirmed = await sender.publish().then(
      () => true,
      () => false,
    );
    if (!isConfirmed) {
      await turn();
      continue;
    }
    const now = performance.now();
    gapMs = Math.max(gapMs, now - last);
    last = now;
    confirmed += 1;
    if (confirmed === WARM) process.stdout.write("going\n");
  }
})();
publishing.catch((error: unknown) => {
  throw error;
});
await next();
[gapMs, confirmed] = [0, WARM];
await next();
process.stdout.write(
  `${JSON.stringify({ gapMs: Math.max(gapMs, performance.now() - last), confirmed: confirmed - WARM })}\n`,
);
if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
process.exit(0);
