import { consume, consumeOldest } from "./scenarios/consume.js";
import { endToEnd } from "./scenarios/end-to-end.js";
import { latency, latencyInHandler } from "./scenarios/latency.js";
import { publish } from "./scenarios/publish.js";
import type { Orders, Scenario } from "./scenarios/scenario.js";
import { upcast } from "./scenarios/upcast.js";

/** A process of its own that does what it is told by standard input, once, and prints what it took, as JSON. */

const scenarios: Readonly<Record<string, Scenario>> = {
  publish,
  consume,
  "consume-oldest": consumeOldest,
  "end-to-end": endToEnd,
  latency,
  "latency-in-handler": latencyInHandler,
  upcast,
};

let text = "";
for await (const chunk of process.stdin) text += String(chunk);
const orders = JSON.parse(text) as Orders;
const scenario = scenarios[orders.scenario];
if (scenario === undefined) throw new Error(`no scenario "${orders.scenario}"`);
const outcome = await scenario(orders);
process.stdout.write(JSON.stringify(outcome), () => process.exit(0));
