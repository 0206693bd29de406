import type { RuntimeEvent } from "../runtime-event.js";
import type { DeadLetteredRecord, PublishedRecord } from "./records.js";

/** As many lines of what has happened are shown. */
const SHOWN = 40;

/** What has happened, one line each: names, ids and reasons, never a value of a payload. */
export class Timeline {
  readonly #lines: string[] = [];

  published({ by, message, version, messageId, exchange, routingKey }: PublishedRecord): void {
    this.#lines.push(`published     ${name(message, version, messageId)} by ${by} to ${exchange} ${routingKey}`);
  }

  deadLettered({ message, version, messageId, queue, reason }: DeadLetteredRecord): void {
    this.#lines.push(`dead-lettered ${name(message, version, messageId)} from ${queue}: ${reason}`);
  }

  event(service: string, event: RuntimeEvent): void {
    if (event.type === "settled") {
      const { message, version, messageId, queue, attempt, outcome, step, reason } = event;
      const what = outcome === "ack" ? "handled" : outcome;
      const after = [step === undefined ? "" : ` after ${step}`, reason === undefined ? "" : `: ${reason}`].join("");
      // A dead letter is told by its queue, whoever put it there.
      if (outcome === "dead-letter") return;
      this.#lines.push(
        `${what.padEnd(13)} ${name(message, version, messageId)} by ${service} from ${queue}, attempt ${attempt}${after}`,
      );
    } else if (event.type === "publish-failed") {
      const { message, version, messageId, code, outcome } = event;
      this.#lines.push(`not published ${name(message, version, messageId)} by ${service}: ${code} (${outcome})`);
    } else if (event.type === "settle-delayed") {
      this.#lines.push(`settle delayed ${event.messageId ?? ""} by ${service} from ${event.queue}: ${event.code}`);
    } else if (event.type === "connection" && event.state === "lost") {
      this.#lines.push(`lost          the ${event.role} connection of ${service}`);
    }
  }

  text(): string {
    if (this.#lines.length === 0) return "So far nothing has happened.";
    const left = this.#lines.length - SHOWN;
    const more = left > 0 ? [`(${left} earlier)`] : [];
    return ["So far:", ...more, ...this.#lines.slice(-SHOWN)].join("\n  ");
  }
}

function name(message: string | undefined, version: number | undefined, messageId: string | undefined): string {
  return `${message ?? "a message without a name"}${version === undefined ? "" : ` v${version}`} ${messageId ?? "(no id)"}`;
}
