import type { CompatFinding, CompatReport, Diagnostic, Place, UpcasterProof, VersionVerdict } from "../../index.js";
import { byMessage } from "./by-message.js";
import { approvalText, findingDetails } from "./finding-details.js";
import { fails, mayBeApproved, standingOf, verdictWord } from "./standing.js";
import { placeText, proofText, staleText } from "./words.js";
import { type XmlElement, xmlDocument } from "./xml.js";

/**
 * For build servers: a suite for each message, in it a case for each finding, for each version that nothing was found against, and
 * for each upcaster. What fails the check is a failure, what is approved is skipped, and the rest passes and says what it says.
 */
export function junit(report: CompatReport): string {
  const suites = byMessage(report).map(({ message, versions, findings, proofs }) => {
    const title = message ?? "no single message";
    const sound = versions.filter(
      ({ version }) => !findings.some((finding) => finding.version === version && mayBeApproved(finding)),
    );
    return suite(title, [
      ...findings.map((finding) => findingCase(title, finding)),
      ...sound.map((verdict) => versionCase(title, verdict, findings)),
      ...proofs.map((proof) => proofCase(title, proof)),
    ]);
  });
  return suitesOf([...suites, ...staleSuite(report)]);
}

/** What a build server is told where the documents cannot be read: each error is a failed case. */
export function junitOfDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const cases = diagnostics.map((item) => {
    const { code, message, hint, severity } = item;
    const lines = [message, hint, placeText(item)];
    const child = severity === "error" ? [failure(code, message, lines)] : [{ name: "system-out", lines }];
    return testCase("documents", code, item, child);
  });
  return suitesOf([suite("documents", cases)]);
}

function findingCase(suiteName: string, finding: CompatFinding): XmlElement {
  const { rule, version, summary, approval, at } = finding;
  const lines = [
    summary,
    ...findingDetails(finding, 100).flatMap(({ label, lines }) =>
      lines.map((line, index) => `${(index === 0 ? label : "").padEnd(12)}${line}`),
    ),
  ];
  const name = version === null ? rule : `version ${version}: ${rule}`;
  if (approval !== null) {
    const message = `approved ${approvalText(approval)}`;
    return testCase(suiteName, name, at, [
      { name: "skipped", attributes: { message } },
      { name: "system-out", lines },
    ]);
  }
  const standing = standingOf(finding);
  if (fails(finding)) return testCase(suiteName, name, at, [failure(standing, summary, lines)]);
  return testCase(suiteName, name, at, [{ name: "system-out", lines: [standing, ...lines] }]);
}

function versionCase(suiteName: string, verdict: VersionVerdict, findings: readonly CompatFinding[]): XmlElement {
  const name = `version ${verdict.version}: ${verdictWord(verdict, findings)}`;
  const message = "what is found against it is not told here";
  return testCase(
    suiteName,
    name,
    undefined,
    verdict.verdict === "safe" ? [] : [{ name: "skipped", attributes: { message } }],
  );
}

/** An upcaster that is not proved is a finding of its own, which fails; told twice it would be counted twice. */
function proofCase(suiteName: string, proof: UpcasterProof): XmlElement {
  const name = `upcaster ${proof.from} to ${proof.to}: ${proofText(proof)}`;
  const message = "not proved: its finding says why";
  return testCase(suiteName, name, undefined, proof.proved ? [] : [{ name: "skipped", attributes: { message } }]);
}

function staleSuite({ staleApprovals }: CompatReport): readonly XmlElement[] {
  if (staleApprovals.length === 0) return [];
  const cases = staleApprovals.map((stale) =>
    testCase("approvals", `${stale.approval.rule} ${stale.approval.fingerprint}: ${stale.why}`, stale.at, [
      { name: "system-out", lines: [staleText(stale)] },
    ]),
  );
  return [suite("approvals", cases)];
}

function failure(type: string, message: string, lines: readonly string[]): XmlElement {
  return { name: "failure", attributes: { type, message }, lines };
}

function testCase(classname: string, name: string, at?: Place, children: readonly XmlElement[] = []): XmlElement {
  return { name: "testcase", attributes: { classname, name, file: at?.file, line: at?.line, time: 0 }, children };
}

function suite(name: string, children: readonly XmlElement[]): XmlElement {
  return { name: "testsuite", attributes: { name, ...counts(children) }, children };
}

function suitesOf(children: readonly XmlElement[]): string {
  const cases = children.flatMap((each) => each.children ?? []);
  return xmlDocument({ name: "testsuites", attributes: { name: "insaka compat", ...counts(cases) }, children });
}

function counts(cases: readonly XmlElement[]): Readonly<Record<string, number>> {
  const having = (name: string): number =>
    cases.filter(({ children }) => children?.some((child) => child.name === name)).length;
  return { tests: cases.length, failures: having("failure"), errors: 0, skipped: having("skipped"), time: 0 };
}
