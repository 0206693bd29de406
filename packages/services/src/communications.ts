import type { Envelope } from "@insaka/runtime";
import { connect, newMessageId } from "@insaka/runtime";
import type { LoanApproved, NotificationSent } from "@intellifin/contracts";
import { communicationsConsumer, communicationsPublisher } from "@intellifin/contracts";
import type { RunningService, ServiceOptions } from "./service.js";
import { observing } from "./service.js";

/** Hands a text to the SMS gateway. */
export type SendSms = (to: string, text: string) => Promise<void>;

export interface CommunicationsOptions extends ServiceOptions {
  readonly sendSms: SendSms;
}

/** Tells applicants what happens to their applications. */
export async function startCommunications(options: CommunicationsOptions): Promise<RunningService> {
  const broker = await connect(options.url, { service: "communications", ...observing(options) });
  const send = communicationsPublisher(broker);
  /** Notifications by the message that asked for them: a message that comes twice sends one text. */
  const sent = new Map<string, NotificationSent>();

  const tell = async (
    envelope: Envelope,
    applicationId: string,
    template: NotificationSent["template"],
    sentTo: string,
    text: string,
  ): Promise<void> => {
    let notification = sent.get(envelope.messageId);
    if (notification === undefined) {
      await options.sendSms(sentTo, text);
      notification = { notificationId: newMessageId(), applicationId, channel: "sms", template, sentTo };
      sent.set(envelope.messageId, notification);
    }
    await send.notificationSent(notification, { messageId: notification.notificationId });
  };

  await communicationsConsumer(broker, {
    handlers: {
      async loanApplicationSubmitted({ payload, envelope }) {
        const { applicationId, applicant } = payload;
        await tell(
          envelope,
          applicationId,
          "application-received",
          applicant.phone,
          "We have received your application.",
        );
      },
      async loanApproved({ payload, envelope }) {
        await tell(envelope, payload.applicationId, "loan-approved", payload.phone, approval(payload));
      },
      async loanRejected({ payload, envelope }) {
        const { applicationId, phone, reason } = payload;
        await tell(envelope, applicationId, "loan-rejected", phone, `Your application was not successful: ${reason}.`);
      },
    },
  });
  return { close: () => broker.close() };
}

function approval({ principal }: LoanApproved): string {
  return `Your loan of ${principal.currency} ${principal.amount} has been approved.`;
}
