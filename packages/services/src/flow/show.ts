import pc from "picocolors";
import type { Account } from "./account.js";
import type { LoggedEvent, Settled } from "./event-log.js";
import type { Check, Scenario } from "./scenario.js";

/** A scenario with what came of it. */
export interface Played {
  readonly scenario: Scenario;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** One delivery, in two lines: who told whom what and how it ended; the way it took. */
export function deliveryLines({ at, service, event }: LoggedEvent & { readonly event: Settled }): string {
  const time = `${(at / 1000).toFixed(2).padStart(6)} s`;
  const sender = (event.sender ?? "somebody").padEnd(16);
  const message = `${event.message ?? "?"} v${event.version ?? "?"}`.padEnd(27);
  const readAs = event.readAs !== undefined && event.readAs !== event.version ? `, read as v${event.readAs}` : "";
  const way = `${event.exchange} / ${event.routingKey} → ${event.queue}`;
  return [
    `  ${pc.dim(time)}  ${pc.cyan(sender)} ${pc.bold(message)} → ${pc.cyan(service.padEnd(16))} attempt ${event.attempt}  ${outcome(event)}${readAs}`,
    `            ${pc.dim(way)}`,
  ].join("\n");
}

function outcome(event: Settled): string {
  switch (event.outcome) {
    case "ack":
      return pc.green("handled");
    case "retry":
      return pc.yellow(`retry in ${event.step ?? "?"}: ${event.reason ?? ""}`);
    case "dead-letter":
      return pc.red(`dead letter in ${event.queue}.dlq: ${event.reason ?? ""}`);
    case "dropped":
      return pc.yellow(`dropped: ${event.reason ?? ""}`);
    case "requeue":
    case "stale":
      return pc.yellow("back to its queue");
  }
}

/** What the columns of {@link deliveryLines} say. */
export function legend(): string {
  const first = `  ${"time".padStart(8)}  ${"sender".padEnd(16)} ${"message and version".padEnd(27)} → ${"receiver".padEnd(16)} attempt    outcome`;
  return pc.dim(`${first}\n            exchange / routing key → queue`);
}

export function heading(index: number, total: number, { title }: Scenario): string {
  return `\n${pc.bold(`${index}/${total}  ${title}`)}`;
}

export function summary(played: readonly Played[], sums: Account): string {
  const width = Math.max(...played.map(({ scenario }) => scenario.name.length));
  const rows = played.flatMap(({ scenario, checks, seconds }) => {
    const ok = checks.every((check) => check.ok);
    const mark = ok ? pc.green("ok    ") : pc.red("failed");
    const row = `  ${mark}  ${scenario.name.padEnd(width)}  ${checks.length} checks  ${seconds.toFixed(1).padStart(5)} s`;
    return [row, ...checks.filter((check) => !check.ok).map(({ what }) => pc.red(`          not so: ${what}`))];
  });
  const { published, handled, retries, deadLetters, lost } = sums;
  const counts = `${published} published and confirmed, ${handled} handled, ${retries} retried, ${deadLetters} dead-lettered, ${lost.length} lost`;
  const names = lost.map((id) => pc.red(`  lost: ${id}`));
  return [`\n${pc.bold("Summary")}`, ...rows, `  ${counts}`, ...names].join("\n");
}
