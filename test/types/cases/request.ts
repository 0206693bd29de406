import type { TypeCases } from "../type-case.js";

const answering = (handler: string): string =>
  `loanOriginationConsumer(broker, { handlers: { loanApproved() {}, submitLoanApplication: ${handler} } });`;
/** What a handler of the request returns, as the compiler writes it. */
const ANSWER =
  "Promise<OneOf<{ readonly loanApplicationAccepted: LoanApplicationAcceptedV2; readonly loanApplicationRefused: LoanApplicationRefusedV1; }>> | OneOf<...>";
const telling = (handler: string): string =>
  `apiGatewayBroadcastConsumer(broker, { handlers: { loanRefused() {}, loanApproved${handler} } });`;

export const requestCases: TypeCases = {
  topic: "a request, a reply or a broadcast:",
  given: `import type { Broker } from "@insaka/runtime";
import type { LoanApplicationAcceptedV2, SubmitLoanApplicationV1 } from "asking";
import { apiGatewayBroadcastConsumer, apiGatewayRequester, loanOriginationConsumer } from "asking";
declare const broker: Broker;
declare const application: SubmitLoanApplicationV1;
declare const acceptance: LoanApplicationAcceptedV2;
declare function show(text: unknown): void;
const ask = await apiGatewayRequester(broker);
export {};`,
  cases: [
    {
      what: "a request of another shape",
      refused: "await ask.submitLoanApplication({ ...application, product: 7 });",
      says: "Type 'number' is not assignable to type 'string'.",
      allowed: "await ask.submitLoanApplication({ ...application });",
    },
    {
      what: "a request that nobody has described",
      refused: "await ask.withdrawLoanApplication(application);",
      says: "Property 'withdrawLoanApplication' does not exist on type 'Requester<ApiGatewayRequests>'.",
      allowed: "await ask.submitLoanApplication(application);",
    },
    {
      what: "a reply's payload before it is known which reply it is",
      refused: "show((await ask.submitLoanApplication(application)).payload.why);",
      says: "Property 'why' does not exist on type 'LoanApplicationAcceptedV2 | LoanApplicationRefusedV1'.",
      allowed:
        'const answer = await ask.submitLoanApplication(application);\nif (answer.reply === "loanApplicationRefused") show(answer.payload.why);',
    },
    {
      what: "a reply that is not in the list",
      refused:
        'const answer = await ask.submitLoanApplication(application);\nif (answer.reply === "loanApproved") show(answer);',
      says: 'This comparison appears to be unintentional because the types \'"loanApplicationAccepted" | "loanApplicationRefused"\' and \'"loanApproved"\' have no overlap.',
      allowed:
        'const answer = await ask.submitLoanApplication(application);\nif (answer.reply === "loanApplicationAccepted") show(answer.payload);',
    },
    {
      what: "no answer",
      refused: answering("() => undefined"),
      says: `Type 'undefined' is not assignable to type '${ANSWER}'.`,
      allowed: answering("() => ({ loanApplicationAccepted: acceptance })"),
    },
    {
      what: "an answer that is not in the list",
      refused: answering("() => ({ loanApproved: acceptance })"),
      says: `Type '{ loanApproved: LoanApplicationAcceptedV2; }' is not assignable to type '${ANSWER}'.`,
      allowed: answering("() => ({ loanApplicationAccepted: acceptance })"),
    },
    {
      what: "two answers",
      refused: answering("() => ({ loanApplicationAccepted: acceptance, loanApplicationRefused: { why: 'x' } })"),
      says: `Type '{ loanApplicationAccepted: LoanApplicationAcceptedV2; loanApplicationRefused: { why: string; }; }' is not assignable to type '${ANSWER}'.`,
      allowed: answering("async () => ({ loanApplicationAccepted: acceptance })"),
    },
    {
      what: "an answer of another shape",
      refused: answering("() => ({ loanApplicationAccepted: { applicationId: 1 } })"),
      says: "Type '{ applicationId: number; }' is not assignable to type 'undefined'.",
      allowed: answering("() => ({ loanApplicationAccepted: { ...acceptance } })"),
    },
    {
      what: "an answer to what is no request",
      refused:
        "loanOriginationConsumer(broker, { handlers: { submitLoanApplication: () => ({ loanApplicationAccepted: acceptance }), loanApproved: () => acceptance } });",
      says: "Type 'LoanApplicationAcceptedV2' is not assignable to type 'void | Promise<void>'.",
      allowed:
        "loanOriginationConsumer(broker, { handlers: { submitLoanApplication: () => ({ loanApplicationAccepted: acceptance }), loanApproved: () => undefined } });",
    },
    {
      what: "a retry of a broadcast",
      refused: telling("({ retryLater }) { throw retryLater(); }"),
      says: "Property 'retryLater' does not exist on type 'BroadcastDelivery<LoanApprovedV1, Readonly<Record<never, never>>>'.",
      allowed: telling("({ payload, envelope, signal }) { show([payload, envelope, signal]); }"),
    },
  ],
};
