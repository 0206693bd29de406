/**
 * Direction from the documents. Each case places one change of a schema at one of eight places of an AsyncAPI document that knows
 * nothing of us: in what it sends or receives, as payload or headers, of a request or of its reply. The truth of the change
 * as plain JSON Schema is known; who is affected follows from the place.
 */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompatFinding, compat } from "@insaka/generator";
import { afterAll, beforeAll, expect, test } from "vitest";

interface Case {
  readonly id: string;
  readonly place: string;
  readonly before: object;
  readonly after: object;
}

interface Delta {
  readonly id: string;
  readonly semantic: { readonly lhsSubRhs: boolean; readonly rhsSubLhs: boolean } | null;
}

async function jsonLines<T>(name: string): Promise<readonly T[]> {
  const text = await readFile(new URL(`../corpora/data/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** What is sent meets readers of before; what is received was sent by senders of before. An answer goes the other way. */
function affected(place: string): "released-reader-refuses" | "stored-message-refused" {
  const sent = /^(?:send-|reply-receive-)/.test(place);
  return sent ? "released-reader-refuses" : "stored-message-refused";
}

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "insaka-directions-")));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The findings; null where AsyncAPI forbids the document: it takes no boolean for an exclusive bound, as draft-04 did. */
async function findingsOf({ before, after }: Case, index: number): Promise<readonly CompatFinding[] | null> {
  const [then, now] = [join(folder, `${index}/before`), join(folder, `${index}/after`)];
  for (const [path, document] of [
    [then, before],
    [now, after],
  ] as const) {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, "case.json"), JSON.stringify(document));
  }
  const { result } = await compat({ source: { documents: "*.json", folder: now }, against: then, cwd: now });
  if ("report" in result) return result.report.findings;
  for (const { code, message } of result.diagnostics.filter(({ severity }) => severity === "error"))
    expect([code, message]).toEqual(["document-invalid", expect.stringMatching(/"exclusiveM\w+" must be number/)]);
  return null;
}

test("the verdict on the affected side is the truth of the change, read strictly", { timeout: 300_000 }, async () => {
  const deltas = new Map((await jsonLines<Delta>("qubership")).map(({ id, semantic }) => [id, semantic]));
  const cases = await jsonLines<Case>("qubership-asyncapi-documents");
  const wrong: string[] = [];
  const counts = { judged: 0, forbidden: 0, safe: 0, breaking: 0, undeclaredOnly: 0 };
  for (const [index, each] of cases.entries()) {
    const truth = deltas.get(each.id.slice(each.id.lastIndexOf("/") + 1));
    if (truth === undefined || truth === null) continue;
    const findings = await findingsOf(each, index);
    if (findings === null) {
      counts.forbidden += 1;
      continue;
    }
    const side = affected(each.place);
    const holds = side === "released-reader-refuses" ? truth.rhsSubLhs : truth.lhsSubRhs;
    const breaks = findings.filter(({ weight }) => weight === "breaking");
    const undeclared = findings.filter(({ rule, witness }) => rule === "undeclared-only" && witness !== null);
    counts.judged += 1;
    counts[breaks.length > 0 ? "breaking" : undeclared.length > 0 ? "undeclaredOnly" : "safe"] += 1;
    const agrees =
      holds === (breaks.length === 0 && undeclared.length === 0) &&
      breaks.every(({ rule }) => rule === side) &&
      findings.every(({ weight }) => weight !== "undecided");
    if (!agrees)
      wrong.push(`${each.id}: ${findings.map(({ rule, summary }) => `${rule}: ${summary}`).join(" | ") || "safe"}`);
  }
  process.stdout.write(`  ${JSON.stringify(counts)}\n`);
  expect(wrong).toEqual([]);
  expect(counts.judged).toBe(296);
  expect(counts.forbidden).toBe(16);
});
