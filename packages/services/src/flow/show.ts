import pc from "picocolors";
import type { LoggedEvent, Settled } from "./event-log.js";
import type { FlowReport } from "./report.js";
import type { Scenario } from "./scenario.js";

type Delivery = LoggedEvent & { readonly event: Settled };

/** Columns: the longest service has 17 letters, the longest message with its version 28. */
const [SENDER, MESSAGE, RECEIVER] = [17, 28, 17];
const INDENT = " ".repeat(6);

/** One delivery: who told whom what, and how it ended. */
export function deliveryLine({ service, instance, event }: Delivery): string {
  const sender = (event.sender ?? "(somebody)").padEnd(SENDER);
  const message = `${event.message ?? "?"} v${event.version ?? "?"}`.padEnd(MESSAGE);
  const receiver = (instance === undefined ? service : `${service} #${instance}`).padEnd(RECEIVER);
  const readAs = event.readAs !== undefined && event.readAs !== event.version ? `, read as v${event.readAs}` : "";
  const attempt = event.attempt === 1 ? "" : pc.dim(` (attempt ${event.attempt})`);
  return `    ${pc.cyan(sender)} ${pc.bold(message)} → ${pc.cyan(receiver)} ${outcome(event)}${attempt}${readAs}`;
}

/** The way that a delivery took, or did not come to the end of. */
export function wayLine({ event }: Delivery): string {
  const { exchange, routingKey, queue, outcome: end, step } = event;
  const [service] = queue.split(".");
  const onward =
    end === "retry" ? ` → ${service}.wait.${step ?? "?"}` : end === "dead-letter" ? ` → ${shortQueue(queue)}.dlq` : "";
  // A reply's routing key is its queue.
  const key = routingKey === queue ? "" : ` / ${routingKey}`;
  return `${INDENT}${pc.dim(`${exchange}${key} → ${shortQueue(queue)}${onward}`)}`;
}

/** An instance's queue has a UUID in its name, whose beginning says enough. */
function shortQueue(queue: string): string {
  return queue.replace(/(\.instance\.[0-9a-f]{8})[0-9a-f-]+$/, "$1…");
}

function outcome(event: Settled): string {
  switch (event.outcome) {
    case "ack":
      return pc.green("handled");
    case "retry":
      return pc.yellow(`retry in ${event.step ?? "?"}: ${event.reason ?? ""}`);
    case "dead-letter":
      return pc.red(`dead letter: ${event.reason ?? ""}`);
    case "dropped":
      return pc.yellow(`dropped: ${event.reason ?? ""}`);
    case "requeue":
    case "stale":
      return pc.yellow("back to its queue");
  }
}

/** What the lines say. */
export function legend(): string {
  const columns = `    ${"sender".padEnd(SENDER)} ${"message and version".padEnd(MESSAGE)} → ${"receiver".padEnd(RECEIVER)} outcome`;
  const way = `${INDENT}exchange / routing key → queue, the first time`;
  return pc.dim(
    `${columns}\n${way}\n    reporting hears every business event: its lines are left out where others hear it too`,
  );
}

export function heading(index: number, total: number, { name, title }: Scenario): string {
  return `\n${pc.bold(`${index}/${total}  ${title}`)}  ${pc.dim(`(${name})`)}`;
}

/** What people do, and when (milliseconds since the run began). */
export function saying(text: string, at: number): string {
  return `  ${pc.magenta(`» ${text}`)}  ${pc.dim(`${(at / 1000).toFixed(1)} s`)}`;
}

/** The scenarios with their checks, and what became of the messages. */
export function summary({ scenarios, account, transport, seconds }: FlowReport): string {
  const width = Math.max(...scenarios.map(({ scenario }) => scenario.name.length));
  const rows = scenarios.flatMap(({ scenario, checks, seconds: took }) => {
    const ok = checks.every((check) => check.ok);
    const mark = ok ? pc.green("ok    ") : pc.red("failed");
    const row = `  ${mark}  ${scenario.name.padEnd(width)}  ${String(checks.length).padStart(2)} checks  ${took.toFixed(1).padStart(5)} s`;
    return [row, ...checks.filter((check) => !check.ok).map(({ what }) => pc.red(`          not so: ${what}`))];
  });
  const { published, handled, retries, deadLetters, replayed, dropped, lost } = account;
  const letters = `${deadLetters} dead letters${replayed > 0 ? ` (${replayed} of them replayed and handled)` : ""}`;
  const broadcasts = dropped > 0 ? `, ${dropped} broadcasts dropped` : "";
  const counts = [
    `${published} messages on ${transport} in ${seconds.toFixed(1)} s`,
    `${handled} deliveries handled, ${retries} retries, ${letters}${broadcasts}, ${lost.length} lost`,
  ].join("\n  ");
  const names = lost.map((id) => pc.red(`  lost: ${id}`));
  return [`\n${pc.bold("Summary")}`, ...rows, `\n  ${counts}`, ...names].join("\n");
}
