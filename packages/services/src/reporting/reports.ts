import { createHash } from "node:crypto";
import { newMessageId } from "@insaka/runtime";
import type { RegulatoryReportGenerated } from "@intellifin/contracts";

/** A report and the text that was handed in. */
export interface Report {
  readonly generated: RegulatoryReportGenerated;
  readonly text: string;
}

const RECIPIENT: Readonly<Record<RegulatoryReportGenerated["report"], RegulatoryReportGenerated["recipient"]>> = {
  "prudential-return": "bank-of-zambia",
  "loan-classification": "bank-of-zambia",
  "credit-information": "credit-bureau",
  "complaints-return": "competition-commission",
};

export interface ReportFacts {
  readonly report: RegulatoryReportGenerated["report"];
  readonly period: string;
  readonly trialBalanceId?: string;
  readonly generatedAt: string;
  /** What the report says. */
  readonly figures: object;
}

/** Draws a report up: the same figures give the same text, and so the same digest. */
export function drawUp({ report, period, figures, ...facts }: ReportFacts): Report {
  const text = `${JSON.stringify({ report, period, figures }, null, 2)}\n`;
  const document = { name: `${report}-${period}.json`, sha256: createHash("sha256").update(text).digest("hex") };
  const reportId = newMessageId();
  return { generated: { reportId, report, recipient: RECIPIENT[report], period, document, ...facts }, text };
}
