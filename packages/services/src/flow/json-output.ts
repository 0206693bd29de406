import type { LoggedEvent, Settled } from "./event-log.js";
import type { FlowOutput } from "./output.js";

/** One JSON document at the end, after schemas/flow-report.schema.json; nothing else on standard output. */
export function jsonOutput(write: (text: string) => void, warn: (text: string) => void): FlowOutput {
  const deliveries: object[] = [];
  return {
    note: (text) => warn(`${text}\n`),
    begin: () => undefined,
    scenario: () => undefined,
    say: () => undefined,
    scenarioEnd: () => undefined,
    settled: (logged) => deliveries.push(delivery(logged)),
    end({ scenarios, seconds: all, ...report }) {
      const played = scenarios.map(({ scenario: { name, title }, checks, seconds }) => ({
        name,
        title,
        ok: checks.every(({ ok }) => ok),
        seconds: round(seconds),
        checks,
      }));
      write(`${JSON.stringify({ ...report, seconds: round(all), scenarios: played, deliveries }, null, 2)}\n`);
    },
  };
}

function delivery({ at, service, instance, event }: LoggedEvent & { readonly event: Settled }): object {
  const { type: _type, detail: _detail, sender, message, version, readAs, messageId, step, reason, ...facts } = event;
  return {
    atMs: Math.round(at),
    sender: sender ?? null,
    receiver: service,
    instance: instance ?? null,
    message: message ?? null,
    version: version ?? null,
    readAs: readAs ?? null,
    messageId: messageId ?? null,
    ...facts,
    step: step ?? null,
    reason: reason ?? null,
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
