import type { CompatFinding, Party, Witness } from "../../index.js";
import { approvalSnippet } from "./approval-snippet.js";
import { approvalText, detailLimits, partiesLabel, violationLines, witnessLines } from "./finding-details.js";
import { markdownBlock, markdownCode, markdownHtml, markdownText } from "./markdown-text.js";
import { fails, standingOf } from "./standing.js";
import { partyText, placeText } from "./words.js";

/**
 * A section that unfolds: the witness, who is hurt, the places, what to do, and how to approve it where that is a choice.
 * @param shown - `open` where it is unfolded from the start; `approvable` where there is a config to approve it in
 */
export function findingSection(
  finding: CompatFinding,
  shown: { readonly open: boolean; readonly approvable: boolean },
): string {
  const { message, version, summary, at, before, witness, parties, hint, approval, rule } = finding;
  const title = [standingOf(finding), message ?? "", version === null ? "" : `version ${version}`]
    .filter((part) => part !== "")
    .join(" ");
  const was = before === null ? "" : `, was ${markdownCode(placeText(before))}`;
  const blocks = [
    `<details${shown.open ? " open" : ""}>\n<summary><b>${markdownHtml(title)}</b>: ${markdownHtml(summary)}</summary>`,
    `Rule ${markdownCode(rule)}; now ${markdownCode(placeText(at))}${was}`,
    ...(approval === null ? [] : [`Approved ${markdownText(approvalText(approval))}`]),
    ...(witness === null ? [] : [witnessBlock(witness)]),
    ...(parties.length === 0 ? [] : [partyBlock(parties, partiesLabel(finding))]),
    ...(hint === "" ? [] : [`What to do: ${markdownText(hint)}`]),
    ...(fails(finding) && shown.approvable
      ? [`If it is intended, approve it in the config:\n\n${markdownBlock("json", [approvalSnippet(finding)])}`]
      : []),
    "</details>",
  ];
  return blocks.join("\n\n");
}

function witnessBlock(witness: Witness): string {
  const reasons = violationLines(witness).map((line) => `- ${markdownText(line)}`);
  return [
    `This message may be sent by ${markdownText(witness.sentBy)}:`,
    markdownBlock("json", witnessLines(witness, 60)),
    [`It is refused by ${markdownText(witness.refusedBy)}:`, "", ...reasons].join("\n"),
  ].join("\n\n");
}

function partyBlock(parties: readonly Party[], label: "hurts" | "concerns"): string {
  const shown = parties.slice(0, detailLimits.parties);
  const rest = parties.length - shown.length;
  const lines = shown.map((party) => {
    const place = party.at === null ? "" : ` ${markdownCode(placeText(party.at))}`;
    return `- ${markdownText(partyText(party))}${place}`;
  });
  return [
    label === "hurts" ? "Who is hurt:" : "Whom it concerns:",
    "",
    ...lines,
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ].join("\n");
}
