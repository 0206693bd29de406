import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Orders, Outcome } from "./scenarios/scenario.js";

/** The programs lie beside this one once they are bundled. */
const program = (name: string): string => join(dirname(fileURLToPath(import.meta.url)), `${name}.mjs`);
/** Whatever happens, a client ends. */
const timeout = 120_000;

/** Starts the sink, to be used until `stop`. */
export async function startSink(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const sink = spawn(process.execPath, [program("sink")], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(sink.stdout, "data")) as [Buffer];
  // The heartbeats are off: a connection lives for seconds.
  return { url: `amqp://guest:guest@127.0.0.1:${Number(line)}/%2F`, stop: () => sink.stdin.end() };
}

/** Runs a client once, in a process of its own, so that nothing of the one before it is left over. */
export async function runClient(orders: Orders): Promise<Outcome> {
  const client = spawn(process.execPath, [program("client")], { stdio: ["pipe", "pipe", "inherit"], timeout });
  const exit = once(client, "exit") as Promise<[number | null]>;
  // Not as an argument: the URLs hold passwords, and arguments are seen by everybody on the machine.
  client.stdin.end(JSON.stringify(orders));
  let text = "";
  for await (const chunk of client.stdout) text += String(chunk);
  const [code] = await exit;
  if (code !== 0)
    throw new Error(`${orders.subject} failed in ${orders.scenario}: exit code ${code ?? "none, by a signal"}`);
  return JSON.parse(text) as Outcome;
}
