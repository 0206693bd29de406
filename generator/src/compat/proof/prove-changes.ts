import type { JsonValue } from "@insaka/schema";
import { canonicalJson } from "../canonical-json.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import type { VersionCase } from "../check/version-case.js";
import type { UpcasterProof } from "../report.js";
import type { UpcastWay } from "./batch-upcast.js";
import { compareUpcasts, type UpcastComparison } from "./compare-upcasts.js";
import { proofRules } from "./proof-rules.js";
import { type ChainProof, proveChain } from "./prove-chain.js";
import { proveUpcast } from "./prove-upcast.js";
import { type ChangedUpcast, changedUpcasts } from "./upcast-changes.js";
import type { UpcastProof } from "./upcast-proof.js";

/** Finds how a way is gone: its steps, or what runs its function; a text where the function cannot be run, and why. */
export type WayOf = (message: string, version: number) => Promise<UpcastWay | string>;

/** What was proved, and the rules that tell what was not. */
export interface ProvedChanges {
  readonly proofs: readonly UpcasterProof[];
  readonly rules: readonly CompatRule[];
}

/** Proves every upcaster that the documents touch. The slow part of the check, and the only one that is not done at once. */
export async function proveChanges(cases: readonly VersionCase[], wayOf: WayOf): Promise<ProvedChanges> {
  const proofs: UpcasterProof[] = [];
  const unproved: Proved[] = [];
  const edited: Proved[] = [];
  const apart: Proved[] = [];
  const stuck = new Set<string>();
  const changed = changedUpcasts(cases);
  for (const change of changed) {
    const way = await wayOf(change.message, change.to.version);
    const proof = typeof way === "string" ? unrunnable(way) : await prove(change, way);
    proofs.push(asReported(change, proof));
    if (isSlow(proof.counterexample?.wrong)) stuck.add(change.message);
    const rests = restsOf(cases, change.message, change.from.version, change.to.version);
    if (!proof.proved) unproved.push({ finding: unprovedFinding(change, proof), rests });
    if (typeof way === "string" || change.before === null) continue;
    const compared = await compare(change, change.before, way);
    if (compared !== null && !compared.same) edited.push({ finding: editedFinding(change, compared), rests });
  }
  for (const chain of chainsOf(cases, changed)) {
    // It would be waited for at thousands of messages once more, to learn what is known.
    if (stuck.has(chain.message)) continue;
    const versions = await Promise.all(
      chain.versions.map(async (version) => ({ ...version, upcast: await wayOf(chain.message, version.version) })),
    );
    const ready = versions.flatMap(({ upcast, ...version }) =>
      typeof upcast === "string" ? [] : [{ ...version, upcast }],
    );
    if (ready.length < versions.length) continue;
    const proof = await proveChain({ from: chain.from, versions: ready }).catch(() => null);
    if (proof === null || proof.proved) continue;
    const rests = restsOf(cases, chain.message, chain.from.version, proof.to);
    apart.push({ finding: chainFinding(chain, proof, rests), rests });
  }
  const found = { "upcaster-unproved": unproved, "upcaster-changed": edited, "upcaster-chain-differs": apart };
  return {
    proofs,
    rules: proofRules.map(({ id, purpose }) => ({
      id,
      purpose,
      check: (context) => found[id].flatMap(({ finding, rests }) => (hold(rests, context.cases) ? [finding] : [])),
    })),
  };
}

/** A finding, and all that it rests on: a state of the documents that states other than that does not have it. */
interface Proved {
  readonly finding: RuleFinding;
  readonly rests: readonly Rest[];
}

interface Rest {
  readonly message: string;
  readonly version: number;
  readonly stated: string;
}

/** The schemas of some versions, and the ways between them. */
function restsOf(cases: readonly VersionCase[], message: string, from: number, to: number): readonly Rest[] {
  return cases
    .filter((each) => each.message === message && each.version >= from && each.version <= to)
    .map((each) => ({ message, version: each.version, stated: statedWay(each, from) }));
}

function statedWay({ now, version }: VersionCase, from: number): string {
  return canonicalJson(now === null ? null : [now.contract.payload, version === from ? null : now.contract.upcast]);
}

function hold(rests: readonly Rest[], cases: readonly VersionCase[]): boolean {
  const [from] = rests;
  return rests.every(({ message, version, stated }) =>
    cases.some(
      (each) =>
        each.message === message && each.version === version && statedWay(each, from?.version ?? version) === stated,
    ),
  );
}

function isSlow(fault: NonNullable<UpcastProof["counterexample"]>["wrong"] | undefined): boolean {
  return fault === "endless" || fault === "memory";
}

async function prove({ from, to }: ChangedUpcast, upcast: UpcastWay): Promise<UpcastProof> {
  try {
    return await proveUpcast({ from, to, upcast });
  } catch (error) {
    return unrunnable(error instanceof Error ? error.message : String(error));
  }
}

async function compare(
  { from, to }: ChangedUpcast,
  before: NonNullable<ChangedUpcast["before"]>,
  after: UpcastWay,
): Promise<UpcastComparison | null> {
  return compareUpcasts({ from: from.schema, to: to.schema, before, after }).catch(() => null);
}

function unrunnable(text: string): UpcastProof {
  return {
    generated: 0,
    distinct: 0,
    systematic: 0,
    valid: 0,
    refused: 0,
    wrong: 0,
    proved: false,
    problem: { kind: "wrong", text },
    counterexample: null,
    refusals: [],
  };
}

function asReported({ message, from, to }: ChangedUpcast, proof: UpcastProof): UpcasterProof {
  const { generated, valid, refused, proved } = proof;
  return { message, from: from.version, to: to.version, generated, valid, refused, proved };
}

function unprovedFinding(change: ChangedUpcast, { problem, counterexample }: UpcastProof): RuleFinding {
  const { message, from, to } = change;
  return {
    ...common(change),
    weight: "breaking",
    summary: `The upcaster from ${message} ${from.version} to ${to.version} is not proved: ${problem?.text ?? "it fails."}`,
    hint: "Correct the steps, or let them refuse what they cannot answer exactly.",
    ...(counterexample === null
      ? {}
      : {
          witness: {
            value: counterexample.message,
            sentBy: `a reader's view of ${message} ${from.version}`,
            refusedBy: `${message} ${to.version}, after the upcaster${upcasted(counterexample.upcasted)}`,
            violations: counterexample.violations,
          },
        }),
    change: [...common(change).change, "unproved"],
  };
}

function upcasted(value: JsonValue | undefined): string {
  return value === undefined ? "" : ` made ${JSON.stringify(value)} of it`;
}

function editedFinding(
  change: ChangedUpcast,
  compared: Extract<UpcastComparison, { readonly same: false }>,
): RuleFinding {
  const { message, from, to } = change;
  return {
    ...common(change),
    weight: "warning",
    summary: `The upcaster from ${message} ${from.version} to ${to.version} was released and answers otherwise now: of ${JSON.stringify(compared.message)} it made ${said(compared.before)}, and makes ${said(compared.after)}.`,
    hint: "Look whether what was read before must be read again.",
    change: [...common(change).change, "edited"],
  };
}

function said(outcome: Extract<UpcastComparison, { readonly same: false }>["before"]): string {
  if (outcome.kind === "cast") return JSON.stringify(outcome.value);
  return outcome.kind === "refused" ? `a refusal (${outcome.reason})` : `nothing (${outcome.detail})`;
}

function chainFinding(
  { message, last }: Chain,
  { from, to, counterexample }: ChainProof,
  rests: readonly Rest[],
): RuleFinding {
  const example = counterexample === null ? "" : `: ${JSON.stringify(counterexample.message)} comes out differently`;
  return {
    ...common(last),
    weight: "breaking",
    summary: `From ${message} ${from} to ${to}, all upcasters in one go do not do what they do one by one${example}.`,
    hint: "Let no step leave behind a name to which a later version gives a meaning: remove it.",
    change: ["chain", String(from), String(to), ...rests.map(({ stated }) => stated)],
  };
}

function common({
  message,
  from,
  to,
  upcast,
}: ChangedUpcast): Pick<RuleFinding, "message" | "version" | "at" | "before" | "parties" | "change"> {
  return {
    message,
    version: to.version,
    at: to.revision.placeOf({ in: "upcast" }),
    before: from.revision.placeOf({ in: "message" }),
    parties: [],
    change: [canonicalJson(from.schema), canonicalJson(to.schema), canonicalJson(upcast)],
  };
}

/** Several ways in a row, one of which has changed. */
interface Chain {
  readonly message: string;
  readonly from: { readonly version: number; readonly schema: ChangedUpcast["from"]["schema"] };
  readonly versions: readonly { readonly version: number; readonly schema: ChangedUpcast["to"]["schema"] }[];
  readonly last: ChangedUpcast;
}

/** From each version that is still read to the highest, where there are at least two ways and one of them has changed. */
function chainsOf(cases: readonly VersionCase[], changed: readonly ChangedUpcast[]): readonly Chain[] {
  const messages = new Map(changed.map((change) => [change.message, change]));
  return [...messages].flatMap(([message, last]) => {
    const live = cases.flatMap(({ message: name, version, now }) =>
      name === message && now !== null && now.contract.status !== "retired"
        ? [{ version, schema: now.contract.payload, reached: now.contract.upcast !== null }]
        : [],
    );
    const whole = live.slice(1).every(({ reached }) => reached);
    if (!whole) return [];
    return live.slice(0, -2).map((from, index) => ({ message, from, versions: live.slice(index + 1), last }));
  });
}
