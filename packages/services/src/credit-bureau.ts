import { connect } from "@insaka/runtime";
import type { CreditReportReceived } from "@intellifin/contracts";
import { creditBureauConsumer, creditBureauPublisher } from "@intellifin/contracts";
import type { RunningService, ServiceOptions } from "./service.js";
import { observing } from "./service.js";

export interface CreditBureauOptions extends ServiceOptions {
  /** Where the licensed bureau answers. */
  readonly bureauUrl: string;
}

/** What the bureau says of a person: a report, or that it has none. */
type BureauAnswer = { readonly reference: string; readonly report: CreditReportReceived["report"] } | "no-record";

/** Asks the licensed credit bureau for a report, and says what it answered. */
export async function startCreditBureau(options: CreditBureauOptions): Promise<RunningService> {
  const broker = await connect(options.url, { service: "credit-bureau", ...observing(options) });
  const send = creditBureauPublisher(broker);
  await creditBureauConsumer(broker, {
    handlers: {
      async creditReportRequested({ payload, signal, retryLater }) {
        const { applicationId, nrc } = payload;
        const answer = await askBureau(options.bureauUrl, nrc, signal);
        // Being away is the bureau's normal weather: wait for it on the ladder, do not lose the request.
        if (answer === "away") throw retryLater(undefined, "bureau away");
        if (answer === "no-record") await send.creditReportFailed({ applicationId, reason: "no-record" });
        else
          await send.creditReportReceived({ applicationId, bureauReference: answer.reference, report: answer.report });
      },
    },
  });
  return { close: () => broker.close() };
}

async function askBureau(url: string, nrc: string, signal: AbortSignal): Promise<BureauAnswer | "away"> {
  let response: Response;
  try {
    // In the body, not in the address: a registration number in a URL ends up in every access log on the way.
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ nrc }),
      signal,
    });
  } catch {
    return "away";
  }
  if (response.status === 404) return "no-record";
  if (!response.ok) return "away";
  return (await response.json()) as BureauAnswer;
}
