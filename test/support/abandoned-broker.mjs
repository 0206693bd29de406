// Starts a private node, says where it is and then waits to be killed, or ends by itself where the first argument is "end".
// Plain JavaScript on the built package, because it has to run in a process of its own, without the test runner.
import { describeBroker, startBroker } from "@insaka/broker";

const node = await startBroker({ origin: "private-node" });
const { amqp, ctl } = describeBroker(node);
const place = { port: amqp.port, mapperPort: Number(ctl.env.ERL_EPMD_PORT), folder: ctl.env.HOME };
process.stdout.write(`${JSON.stringify(place)}\n`);
if (process.argv[2] !== "end") setInterval(() => undefined, 60_000);
