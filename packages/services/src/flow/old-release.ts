import { connect } from "@insaka/runtime";
import { communicationsConsumer, type LoanApprovedV1, loanOriginationPublisher } from "../old-sender/index.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { SmsGateway } from "./sms-gateway.js";

/** Release 1.3 of communications, on the client that was generated then: it knows version 1 of one message. */
export async function startOldCommunications(
  options: ServiceOptions & { readonly sms: SmsGateway },
): Promise<RunningService> {
  const broker = await connect(options.broker, { service: "communications", ...observing(options) });
  await communicationsConsumer(broker, {
    handlers: {
      loanApproved: ({ payload: { phone, amount } }) =>
        options.sms.send(phone, `Your loan of ZMW ${amount} has been approved.`),
    },
  });
  return { close: () => broker.close() };
}

/** Release 1.3 of loan-origination, as far as it says that a loan is approved. */
export interface OldLoanOrigination extends RunningService {
  /** Resolves to the message's id. */
  approve(approval: LoanApprovedV1): Promise<string>;
}

export async function startOldLoanOrigination(options: ServiceOptions): Promise<OldLoanOrigination> {
  const broker = await connect(options.broker, { service: "loan-origination", ...observing(options) });
  const send = loanOriginationPublisher(broker);
  return {
    approve: async (approval) => (await send.loanApproved(approval)).messageId,
    close: () => broker.close(),
  };
}
