import { RetryLater } from "@insaka/runtime";
import type { DeductionFailed, DeductionScheduled, LoanApproved, pmecPublisher } from "@intellifin/contracts";
import { Inbox } from "../inbox.js";
import type { Deduction, Outcome } from "./deduction.js";
import { deductionFor, dueIn, outcomeFor } from "./deduction.js";

/** What a payroll did for an employee: it deducted, or why it could not. */
export type OutcomeOf = (employeeNumber: string) => "deducted" | DeductionFailed["reason"];

/** Instalments of a month by what became of them. */
export interface PayrollRun {
  readonly confirmed: number;
  readonly failed: number;
}

/** What is deducted from whom. A loan has one deduction; each of its instalments is confirmed or fails, once. */
export class Payroll {
  readonly #send: ReturnType<typeof pmecPublisher>;
  readonly #inbox = new Inbox();
  /** By loan; undefined where there is nothing to deduct. */
  readonly #deductions = new Map<string, Deduction | undefined>();

  constructor(send: ReturnType<typeof pmecPublisher>) {
    this.#send = send;
  }

  schedule(loanId: string): DeductionScheduled | undefined {
    return this.#deductions.get(loanId)?.scheduled;
  }

  async approved(approval: LoanApproved): Promise<void> {
    const { loanId, applicationId } = approval;
    if (this.#deductions.get(loanId) === undefined) this.#deductions.set(loanId, deductionFor(approval));
    const scheduled = this.schedule(loanId);
    if (scheduled === undefined) return;
    await this.#inbox.once(`schedule ${loanId}`, async (outgoingId) => {
      await this.#send.deductionScheduled(scheduled, {
        messageId: outgoingId("scheduled"),
        correlationId: applicationId,
      });
    });
  }

  /** Stops deducting. A loan that it does not know may have been overtaken by its settlement: its approval is still to come. */
  settled(loanId: string): void {
    if (!this.#deductions.has(loanId)) throw new RetryLater(undefined, "unknown loan");
    const deduction = this.#deductions.get(loanId);
    if (deduction !== undefined) this.#deductions.set(loanId, { ...deduction, stopped: true });
  }

  /** Runs a month: what it says of an instalment it says once, also when the month is run again. */
  async run(month: string, outcomeOf: OutcomeOf): Promise<PayrollRun> {
    const due = [...this.#deductions].flatMap(([loanId, deduction]) =>
      deduction === undefined ? [] : dueIn(deduction, month).map((instalment) => ({ loanId, instalment })),
    );
    let [confirmed, failed] = [0, 0];
    for (const { loanId, instalment } of due) {
      const outcome = this.#outcome(loanId, instalment, outcomeOf);
      if (outcome === undefined) continue;
      await this.#tell(outcome);
      if (outcome.confirmed === undefined) failed += 1;
      else confirmed += 1;
    }
    return { confirmed, failed };
  }

  /** What became of an instalment; undefined when the deduction stopped before it. */
  #outcome(loanId: string, instalment: number, outcomeOf: OutcomeOf): Outcome | undefined {
    const deduction = this.#deductions.get(loanId);
    if (deduction === undefined) return undefined;
    const known = deduction.outcomes.get(instalment);
    if (known !== undefined || deduction.stopped) return known;
    const outcome = outcomeFor(deduction, instalment, outcomeOf(deduction.scheduled.employeeNumber));
    this.#deductions.set(loanId, { ...deduction, outcomes: new Map(deduction.outcomes).set(instalment, outcome) });
    return outcome;
  }

  async #tell({ confirmed, failed }: Outcome): Promise<void> {
    const { deductionId, instalment, applicationId } = confirmed ?? failed;
    await this.#inbox.once(`instalment ${deductionId} ${instalment}`, async (outgoingId) => {
      const options = { messageId: outgoingId("outcome"), correlationId: applicationId };
      if (confirmed === undefined) await this.#send.deductionFailed(failed, options);
      else await this.#send.deductionConfirmed(confirmed, options);
    });
  }
}
