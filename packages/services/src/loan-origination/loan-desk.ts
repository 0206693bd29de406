import { Reject, RetryLater } from "@insaka/runtime";
import type {
  ClientKycVerified,
  DeductionScheduled,
  Instalment,
  LoanApplicationAccepted,
  LoanApplicationRefused,
  LoanDisbursed,
  loanOriginationPublisher,
  Money,
  NotificationSent,
  SubmitLoanApplication,
} from "@intellifin/contracts";
import type { Today } from "../calendar.js";
import { dayOf, daysAfter, timeOf } from "../calendar.js";
import type { OutgoingId } from "../inbox.js";
import { Inbox } from "../inbox.js";
import { add, compare } from "../money.js";
import type { CreditReport } from "./decide.js";
import { decide } from "./decide.js";
import type { LoanApplication } from "./loan-application.js";
import { notOffered } from "./offer.js";

/** What an applicant is answered: exactly one of the two. */
export type Answer =
  | { readonly loanApplicationAccepted: LoanApplicationAccepted; readonly loanApplicationRefused?: never }
  | { readonly loanApplicationRefused: LoanApplicationRefused; readonly loanApplicationAccepted?: never };

/** Working time that a decision takes at most, in days. */
const DECIDED_WITHIN_DAYS = 2;

/**
 * The desk that takes applications, decides and pays out.
 *
 * Whatever it does, it does once for an application or a loan: that is more than once for a message, because a person may ask
 * the same thing again in another message. What it says is kept as it was first said.
 */
export class LoanDesk {
  readonly #send: ReturnType<typeof loanOriginationPublisher>;
  readonly #today: Today;
  readonly #inbox = new Inbox();
  readonly #applications = new Map<string, LoanApplication>();
  readonly #answers = new Map<string, Answer>();
  readonly #applicationOfLoan = new Map<string, string>();
  readonly #verified = new Map<string, ClientKycVerified>();

  constructor(send: ReturnType<typeof loanOriginationPublisher>, today: Today) {
    this.#send = send;
    this.#today = today;
  }

  application(applicationId: string): LoanApplication | undefined {
    return this.#applications.get(applicationId);
  }

  /** Remembers who a client is; of two verifications the later one counts, whichever comes last. */
  verified(verification: ClientKycVerified): void {
    const known = this.#verified.get(verification.clientId);
    if (known !== undefined && Date.parse(known.verifiedAt) >= Date.parse(verification.verifiedAt)) return;
    this.#verified.set(verification.clientId, verification);
  }

  /** Takes or refuses an application. The same application asked for again gets the same answer. */
  async take(asked: SubmitLoanApplication): Promise<Answer> {
    const { applicationId } = asked;
    const answer = this.#answers.get(applicationId) ?? this.#answer(asked);
    this.#answers.set(applicationId, answer);
    if (answer.loanApplicationAccepted !== undefined) await this.#announce(applicationId);
    return answer;
  }

  /** @param report - undefined where the bureau has none to give */
  async reported(applicationId: string, report: CreditReport | undefined): Promise<void> {
    // Asked for by this desk, so an unknown one is a gap in its memory, and not for it to drop.
    if (!this.#applications.has(applicationId)) throw new RetryLater(undefined, "unknown application");
    await this.#inbox.once(`decision ${applicationId}`, (outgoingId) =>
      this.#decide(applicationId, report, outgoingId),
    );
  }

  /** Pays out: the instalments are sure to be deducted now. */
  async scheduled(deduction: DeductionScheduled): Promise<void> {
    const applicationId = this.#applicationOfLoan.get(deduction.loanId);
    if (applicationId === undefined) throw new RetryLater(undefined, "unknown loan");
    await this.#inbox.once(`disbursement ${deduction.loanId}`, (outgoingId) =>
      this.#disburse(applicationId, deduction, outgoingId),
    );
  }

  /** An application that it does not know is one of an earlier release, and nothing rests on this. */
  told({ applicationId, template }: NotificationSent): void {
    const ofDecision = template === "loan-approved" || template === "loan-rejected";
    if (ofDecision && this.#applications.has(applicationId)) this.#change(applicationId, { told: true });
  }

  #answer(asked: SubmitLoanApplication): Answer {
    const { applicationId } = asked;
    const refused = this.#refusal(asked);
    if (refused !== undefined) return { loanApplicationRefused: { applicationId, ...refused } };
    const now = this.#today();
    const day = dayOf(now);
    const number = String(this.#applications.size + 1).padStart(6, "0");
    const reference = `LA-${day.slice(0, 4)}-${number}`;
    this.#applications.set(applicationId, { applicationId, asked, reference, status: "awaiting-report", told: false });
    const decisionBy = daysAfter(day, DECIDED_WITHIN_DAYS);
    return { loanApplicationAccepted: { applicationId, reference, acceptedAt: timeOf(now), decisionBy } };
  }

  #refusal(asked: SubmitLoanApplication): Omit<LoanApplicationRefused, "applicationId"> | undefined {
    const identity = this.#verified.get(asked.clientId);
    if (identity === undefined || identity.reviewBy < dayOf(this.#today())) return { reason: "client-not-verified" };
    const isOpen = [...this.#applications.values()].some(
      (other) => other.asked.clientId === asked.clientId && other.status === "awaiting-report",
    );
    return isOpen ? { reason: "application-open" } : notOffered(asked);
  }

  #announce(applicationId: string): Promise<void> {
    return this.#inbox.once(`submission ${applicationId}`, async (outgoingId) => {
      const { clientId, applicant, principal, termMonths, purpose, employment, consentId } =
        this.#known(applicationId).asked;
      const { employer, employeeNumber } = employment;
      const submitted = {
        applicationId,
        clientId,
        applicant,
        principal,
        termMonths,
        purpose,
        employer,
        employeeNumber,
      };
      const correlationId = applicationId;
      await this.#send.loanApplicationSubmitted(submitted, { messageId: outgoingId("submitted"), correlationId });
      const request = { applicationId, nrc: applicant.nrc, consentId };
      await this.#send.creditReportRequested(request, { messageId: outgoingId("report"), correlationId });
    });
  }

  async #decide(applicationId: string, report: CreditReport | undefined, outgoingId: OutgoingId): Promise<void> {
    const application = this.#known(applicationId);
    const decision = application.decision ?? decide(application, report, this.#today());
    const options = { messageId: outgoingId("decision"), correlationId: applicationId };
    if (application.decision === undefined) {
      // Before anything is sent: the answers to what is sent may be here before its confirm is.
      this.#change(applicationId, { decision, status: decision.approved === undefined ? "rejected" : "approved" });
      if (decision.approved !== undefined) this.#applicationOfLoan.set(decision.approved.loanId, applicationId);
    }
    if (decision.approved === undefined) await this.#send.loanRejected(decision.rejected, options);
    else await this.#send.loanApproved(decision.approved, options);
  }

  async #disburse(applicationId: string, deduction: DeductionScheduled, outgoingId: OutgoingId): Promise<void> {
    const application = this.#known(applicationId);
    const disbursement = application.disbursement ?? this.#disbursement(application, deduction);
    this.#change(applicationId, { disbursement, status: "disbursed" });
    const options = { messageId: outgoingId("disbursed"), correlationId: applicationId };
    await this.#send.loanDisbursed(disbursement, options);
  }

  #disbursement({ asked, decision }: LoanApplication, deduction: DeductionScheduled): LoanDisbursed {
    const { loanId, schedule, deductionId } = deduction;
    const total = decision?.approved?.totalRepayable;
    // Money is paid out against this schedule, and every ngwee of it is booked.
    if (total === undefined || !addsUp(schedule, total)) throw new Reject("the schedule does not add up to the loan");
    const { applicationId, clientId, applicant, principal, payout } = asked;
    return {
      loanId,
      applicationId,
      clientId,
      phone: applicant.phone,
      principal,
      totalRepayable: total,
      schedule,
      deductionId,
      paidTo: payout,
      disbursedAt: timeOf(this.#today()),
    };
  }

  #known(applicationId: string): LoanApplication {
    const application = this.#applications.get(applicationId);
    if (application === undefined) throw new Error("this application was never taken");
    return application;
  }

  #change(applicationId: string, change: Partial<LoanApplication>): void {
    this.#applications.set(applicationId, { ...this.#known(applicationId), ...change });
  }
}

function addsUp(schedule: readonly Instalment[], total: Money): boolean {
  const amounts = schedule.map(({ amount }) => amount);
  return amounts.every(({ currency }) => currency === total.currency) && compare(amounts.reduce(add), total) === 0;
}
