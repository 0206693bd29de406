import type { CompatFinding, Party, Witness } from "../../index.js";
import { visibleJson, visibleText } from "../visible-text.js";
import { mayBeApproved } from "./standing.js";
import { partyText, placeText } from "./words.js";

/** A part of a finding for people: what it is, and its lines, fit for any terminal. */
export interface Detail {
  readonly label: string;
  readonly lines: readonly string[];
}

/** How much of a finding is shown where people read; `--format json` has all of it. */
export const detailLimits = { witnessLines: 30, witnessCharacters: 4_000, violations: 5, parties: 20 } as const;

/**
 * Everything that a finding says besides its summary, in the order in which people ask.
 * @param width - how long a witness on one line may be, in characters
 */
export function findingDetails(finding: CompatFinding, width: number): readonly Detail[] {
  const { at, before, witness, parties, hint, fingerprint, approval } = finding;
  return [
    { label: "now", lines: [placeText(at)] },
    ...(before === null ? [] : [{ label: "was", lines: [placeText(before)] }]),
    ...(witness === null ? [] : witnessDetails(witness, width)),
    ...(parties.length === 0 ? [] : [{ label: partiesLabel(finding), lines: partyLines(parties) }]),
    ...(hint === "" ? [] : [{ label: "do", lines: [visibleText(hint)] }]),
    ...(approval === null ? [] : [{ label: "approved", lines: [approvalText(approval)] }]),
    // An approval is bound to it; what does not fail the check needs none.
    ...(mayBeApproved(finding) ? [{ label: "fingerprint", lines: [visibleText(fingerprint)] }] : []),
  ];
}

/** What the parties of a finding are to it: nobody is hurt by a note. */
export function partiesLabel(finding: CompatFinding): "hurts" | "concerns" {
  return mayBeApproved(finding) ? "hurts" : "concerns";
}

/** `by platform until 2026-12-31: nobody reads it yet`. */
export function approvalText({ owner, expires, reason }: NonNullable<CompatFinding["approval"]>): string {
  return visibleText(`by ${owner} until ${expires}: ${reason}`);
}

/** A message on one line where it is short, else indented, and cut where it is longer than anybody reads. */
export function witnessLines({ value }: Witness, width: number): readonly string[] {
  const flat = visibleJson(value);
  if (flat.length <= width) return [flat];
  const all = visibleJson(value, 2);
  // A cut may fall inside a surrogate pair; half a character is none.
  const start = all.slice(0, detailLimits.witnessCharacters).replace(/[\ud800-\udbff]$/, "");
  const shown = start.split("\n").slice(0, detailLimits.witnessLines);
  if (shown.join("\n").length === all.length) return shown;
  return [...shown, "... (cut here; --format json has all of it)"];
}

/** Why a message is refused, a line for each reason. */
export function violationLines({ violations }: Witness): readonly string[] {
  const lines = violations
    .slice(0, detailLimits.violations)
    .map(({ pointer, expected, found }) =>
      visibleText(`at ${pointer === "" ? "the whole message" : pointer}: expected ${expected}, found ${found}`),
    );
  return withRest(lines, violations.length, "reason");
}

function witnessDetails(witness: Witness, width: number): readonly Detail[] {
  return [
    { label: "witness", lines: witnessLines(witness, width) },
    { label: "sent by", lines: [visibleText(witness.sentBy)] },
    { label: "refused by", lines: [visibleText(witness.refusedBy), ...violationLines(witness)] },
  ];
}

function partyLines(parties: readonly Party[]): readonly string[] {
  const shown = parties.slice(0, detailLimits.parties);
  const widest = Math.max(...shown.map((party) => partyText(party).length));
  const lines = shown.map((party) =>
    party.at === null ? partyText(party) : `${partyText(party).padEnd(widest)}  ${placeText(party.at)}`,
  );
  return withRest(lines, parties.length, "party", "parties");
}

function withRest(lines: readonly string[], total: number, one: string, many = `${one}s`): readonly string[] {
  const rest = total - lines.length;
  return rest === 0 ? lines : [...lines, `and ${rest} more ${rest === 1 ? one : many}`];
}
