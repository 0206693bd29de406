import { connect } from "@insaka/runtime";
import type { DeductionScheduled } from "@intellifin/contracts";
import { pmecConsumer, pmecPublisher } from "@intellifin/contracts";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { OutcomeOf, PayrollRun } from "./payroll.js";
import { Payroll } from "./payroll.js";

export interface Pmec extends RunningService {
  /** The deduction that repays a loan, as it was announced. */
  schedule(loanId: string): DeductionScheduled | undefined;
  /**
   * Runs the payroll of a month (`2026-04`): each instalment that is due in it is confirmed or fails, and both are told.
   *
   * @param outcomeOf - what the payroll did for an employee; it deducted unless given
   */
  runPayroll(month: string, outcomeOf?: OutcomeOf): Promise<PayrollRun>;
}

/** Has loans repaid from the government's payroll: Payroll Management and Establishment Control. */
export async function startPmec(options: ServiceOptions): Promise<Pmec> {
  const broker = await connect(options.broker, { service: "pmec", ...observing(options) });
  const payroll = new Payroll(pmecPublisher(broker));
  await pmecConsumer(broker, {
    handlers: {
      loanApproved: ({ payload }) => payroll.approved(payload),
      loanSettled: ({ payload }) => payroll.settled(payload.loanId),
    },
  });
  return {
    schedule: (loanId) => payroll.schedule(loanId),
    runPayroll: (month, outcomeOf = () => "deducted") => payroll.run(month, outcomeOf),
    close: () => broker.close(),
  };
}
