import type { Envelope } from "@insaka/runtime";
import { newMessageId } from "@insaka/runtime";
import type { communicationsPublisher, NotificationFailed, NotificationSent } from "@intellifin/contracts";
import type { Today } from "../calendar.js";
import { timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import { Undeliverable } from "./undeliverable.js";

/** Hands a text to the SMS gateway. @throws Undeliverable when it can never be delivered, anything else when it may be later */
export type SendSms = (to: string, text: string) => Promise<void>;

/** Whom to tell what, and which application it is about. */
export interface Notification {
  readonly applicationId: string;
  readonly loanId?: string;
  readonly template: NotificationSent["template"];
  readonly to: string;
  readonly text: string;
}

/** What came of a notification, as the message that says so. */
type Outcome =
  | { readonly sent: NotificationSent; readonly failed?: never }
  | { readonly failed: NotificationFailed; readonly sent?: never };

/** Sends one text for each message that asks for one, however often that message comes, and says what came of it. */
export class Notifier {
  readonly #sendSms: SendSms;
  readonly #send: ReturnType<typeof communicationsPublisher>;
  readonly #today: Today;
  readonly #inbox = new Inbox();
  /** By the message that asked: a text that is out must not go out again because the message about it was not confirmed. */
  readonly #outcomes = new Map<string, Outcome>();

  constructor(sendSms: SendSms, send: ReturnType<typeof communicationsPublisher>, today: Today) {
    this.#sendSms = sendSms;
    this.#send = send;
    this.#today = today;
  }

  tell({ messageId: cause }: Envelope, notification: Notification): Promise<void> {
    return this.#inbox.once(cause, async (outgoingId) => {
      const outcome = this.#outcomes.get(cause) ?? (await this.#text(notification));
      this.#outcomes.set(cause, outcome);
      const options = { messageId: outgoingId("outcome") };
      if (outcome.sent === undefined) await this.#send.notificationFailed(outcome.failed, options);
      else await this.#send.notificationSent(outcome.sent, options);
      this.#outcomes.delete(cause);
    });
  }

  async #text({ applicationId, loanId, template, to, text }: Notification): Promise<Outcome> {
    const about = { applicationId, ...(loanId === undefined ? {} : { loanId }), channel: "sms", template } as const;
    try {
      await this.#sendSms(to, text);
      return { sent: { notificationId: newMessageId(), ...about, sentTo: to } };
    } catch (error) {
      if (!(error instanceof Undeliverable)) throw error;
      const { reason } = error;
      return { failed: { notificationId: newMessageId(), ...about, reason, failedAt: timeOf(this.#today()) } };
    }
  }
}
