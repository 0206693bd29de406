import { connect, Reject } from "@insaka/runtime";
import {
  apiGatewayBroadcastConsumer,
  apiGatewayRequester,
  communicationsConsumer,
  loanOriginationConsumer,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { idleCommunications, idleLoanOrigination } from "../support/idle-handlers.js";
import { LOAN_APPROVED } from "../support/samples.js";
import { type ChildOptions, type Load, paced } from "./child.js";
import { application, ONE_IN } from "./payloads.js";

/** Three services with the generated clients: events, broadcasts, requests, retries and dead letters. */
export async function startOurs({ urls, rate }: ChildOptions): Promise<Load> {
  const work = { published: 0, handled: 0, retried: 0, deadLettered: 0, requested: 0, broadcast: 0, failed: 0 };
  const observe: Parameters<typeof connect>[1]["observe"] = (event) => {
    if (event.type !== "settled") return;
    if (event.outcome === "retry") work.retried += 1;
    if (event.outcome === "dead-letter") work.deadLettered += 1;
  };
  const open = (service: string) => connect(urls[service], { service, observe, timeouts: { backoffCap: 1_000 } });
  const [origination, communications, gateway] = await Promise.all(
    ["loan-origination", "communications", "api-gateway"].map(open),
  );
  if (origination === undefined || communications === undefined || gateway === undefined) throw new Error("no broker");
  await loanOriginationConsumer(origination, { handlers: idleLoanOrigination });
  let received = 0;
  await communicationsConsumer(communications, {
    handlers: {
      ...idleCommunications,
      loanApproved({ envelope, retryLater }) {
        received += 1;
        if (received % ONE_IN.retry === 0 && envelope.attempt === 1) throw retryLater("5s");
        if (received % ONE_IN.deadLetter === 1) throw new Reject("not today");
        work.handled += 1;
      },
    },
  });
  const count = (): void => {
    work.broadcast += 1;
  };
  await apiGatewayBroadcastConsumer(gateway, {
    handlers: { loanApproved: count, loanDisbursed: count, loanRejected: count, userLocked: count },
  });
  const ask = await apiGatewayRequester(gateway);
  const publish = loanOriginationPublisher(origination);
  let pending = 0;
  const counted = (name: "published" | "requested", call: Promise<unknown>): void => {
    pending += 1;
    const ended = (how: keyof typeof work) => (): void => {
      pending -= 1;
      work[how] += 1;
    };
    call.then(ended(name), ended("failed"));
  };
  const end = paced(rate, (index) => {
    counted("published", publish.loanApproved(LOAN_APPROVED));
    if (index % ONE_IN.request === 0) counted("requested", ask.submitLoanApplication(application()));
  });
  return {
    work,
    pending: () => pending,
    async stop() {
      end();
      await Promise.all([gateway, communications, origination].map((broker) => broker.close({ deadlineMs: 5_000 })));
    },
  };
}
