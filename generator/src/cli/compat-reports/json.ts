import { type CompatReport, type Party, type Place, passes } from "../../index.js";
import { visibleJson } from "../visible-text.js";
import { tallyOf } from "./tally.js";

/**
 * For programs: all that was found, uncut; `schemas/compat-report.schema.json` describes it. Field by field, so that nothing gets
 * in that the schema does not promise.
 */
export function json(report: CompatReport): string {
  const { against, since, versions, findings, proofs, staleApprovals } = report;
  const shown = {
    version: 1,
    command: "compat",
    ok: passes(report),
    against: { kind: against.kind, label: against.label },
    since,
    counts: tallyOf(report),
    versions: versions.map(({ message, version, change, verdict, deployOrder, pairs }) => ({
      message,
      version,
      change,
      verdict,
      deployOrder,
      pairs,
    })),
    findings: findings.map(findingJson),
    proofs: proofs.map(({ message, from, to, generated, valid, refused, proved }) => ({
      message,
      from,
      to,
      generated,
      valid,
      refused,
      proved,
    })),
    staleApprovals: staleApprovals.map(({ approval, why, at }) => ({
      approval: approvalJson(approval),
      why,
      at: placeJson(at),
    })),
  };
  return `${visibleJson(shown, 2)}\n`;
}

function findingJson(finding: CompatReport["findings"][number]): object {
  const { rule, weight, message, version, summary, hint, at, before, witness, parties, fingerprint, approval } =
    finding;
  return {
    rule,
    weight,
    message,
    version,
    summary,
    hint,
    at: placeJson(at),
    before: before === null ? null : placeJson(before),
    witness: witness === null ? null : witnessJson(witness),
    parties: parties.map(partyJson),
    fingerprint,
    approval: approval === null ? null : approvalJson(approval),
  };
}

function witnessJson(witness: NonNullable<CompatReport["findings"][number]["witness"]>): object {
  const { value, sentBy, refusedBy, violations } = witness;
  return {
    value,
    sentBy,
    refusedBy,
    violations: violations.map(({ pointer, keyword, expected, found }) => ({ pointer, keyword, expected, found })),
  };
}

function partyJson({ role, name, at }: Party): object {
  return { role, name, at: at === null ? null : placeJson(at) };
}

function approvalJson(approval: CompatReport["staleApprovals"][number]["approval"]): object {
  const { rule, message, fingerprint, reason, owner, expires } = approval;
  return { rule, message, fingerprint, reason, owner, expires };
}

function placeJson({ file, line, column, pointer }: Place): object {
  return pointer === undefined ? { file, line, column } : { file, line, column, pointer };
}
