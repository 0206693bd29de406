import type { Refusal, Upcaster } from '@insaka/runtime/codegen/v1';
import { refuse } from '@insaka/runtime/codegen/v1';
import type { DeductionScheduledV1, DeductionScheduledV2 } from "../../contracts/messages/deduction-scheduled.js";
import type { Money } from '../../contracts/types/money.js';

/** Version 1 had the whole sum and the number of months; {{months}} is no template. */
export const upcast: Upcaster<DeductionScheduledV1, DeductionScheduledV2> = (old) => {
  const monthly = divide(old.amount, old.months);
  return "amount" in monthly ? { monthly } : monthly;
};

function divide(amount: string, months: number): Money | Refusal {
  const ngwee = Number(amount.replace(".", ""));
  if (!/^\d+\.\d{2}$/.test(amount) || ngwee % months !== 0) return refuse("/amount", "does not divide by the months");
  const each = String(ngwee / months).padStart(3, "0");
  return { amount: `${each.slice(0, -2)}.${each.slice(-2)}`, currency: "ZMW" };
}
