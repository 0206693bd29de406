import type { Party, Place, StaleApproval, UpcasterProof } from "../../index.js";
import { visibleText } from "../visible-text.js";

/** `1,234 pairs`, `1 pair`: the same on every machine. */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `10,000`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `file:line:col`. */
export function placeText({ file, line, column }: Place): string {
  return `${visibleText(file)}:${line}:${column}`;
}

/** `receiver shipping`. */
export function partyText({ role, name }: Party): string {
  return `${role} ${visibleText(name)}`;
}

/** `10,000 generated: 5,850 valid, 4,150 refused`. */
export function proofText({ generated, valid, refused }: UpcasterProof): string {
  return `${grouped(generated)} generated: ${grouped(valid)} valid, ${grouped(refused)} refused`;
}

/** What is the matter with an approval that lets nothing pass, and what to do. */
export function staleText({ approval, why }: StaleApproval): string {
  const { rule, message, fingerprint, owner, expires } = approval;
  const what = `The approval of ${rule}${message === null ? "" : ` in ${message}`} (${fingerprint}, ${owner})`;
  const text =
    why === "expired"
      ? `${what} expired on ${expires}: take it out, or approve the change anew.`
      : `${what} matches no finding that fails the check: take it out.`;
  return visibleText(text);
}
