/** The command as a pull request runs it: refs, exit codes, formats, and documents that know nothing of us. */
import { cp, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import { SaxesParser } from "saxes";
import { describe, expect, onTestFinished, test } from "vitest";
import { commit, git, repository } from "../support/git-repository.js";
import { type InsakaRun, runInsaka } from "../support/insaka-run.js";
import { change, type Edit, edit } from "./changes.js";

const sender = "loan-origination";
const breaks: Edit = [sender, "amount: { type: number }", "amount: { type: number, minimum: 0 }"];
const keeps: Edit = [sender, "version: 1.4.0", "version: 1.5.0"];

/** A third version that becomes current, and whose reader lists it. */
const newVersion: readonly Edit[] = [
  [
    sender,
    /(\n {4}LoanApprovedV2:\n(?:.*\n)*)$/,
    `$1    LoanApprovedV3:
      name: LoanApproved
      description: A loan has been approved.
      x-version: 3
      x-status: current
      x-upcast: [ rename: { path: /principal, to: total } ]
      x-owner: lending
      x-retention: transaction
      payload: { type: object, required: [loanId], properties: { loanId: { type: string }, total: { $ref: './shared/types.yaml#/Money' } } }
      examples: [{ payload: { loanId: a } }]
`,
  ],
  [sender, "x-version: 2\n      x-status: current", "x-version: 2\n      x-status: deprecated"],
  [
    sender,
    "      LoanApprovedV2: { $ref: '#/components/messages/LoanApprovedV2' }\n",
    "      LoanApprovedV2: { $ref: '#/components/messages/LoanApprovedV2' }\n      LoanApprovedV3: { $ref: '#/components/messages/LoanApprovedV3' }\n",
  ],
  [sender, "/messages/LoanApprovedV2' } ]", "/messages/LoanApprovedV3' } ]"],
  ["communications", /( {6}LoanApprovedV)2(: .*V)2(.*\n)/, "$12$22$3$13$23$3"],
];

async function folder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The example committed on `main` with a tag, and a branch `mine` with a commit that does an edit. */
async function branched(...edits: readonly Edit[]): Promise<string> {
  const { cwd } = await change([]);
  repository(cwd);
  git(cwd, "tag", "v1");
  git(cwd, "checkout", "--quiet", "-b", "mine");
  await edit(join(cwd, "asyncapi"), edits);
  commit(cwd, "mine");
  return cwd;
}

describe("--against a git ref", () => {
  test("a branch, a tag, a commit: the break is found, with places on both sides", async () => {
    const cwd = await branched(breaks);
    for (const ref of ["main", "v1", git(cwd, "rev-parse", "--short", "main"), "HEAD~1"]) {
      const { code, out } = await runInsaka(["compat", "--against", ref], cwd);
      expect(code, ref).toBe(100);
      expect(out).toMatch(/stored-message-refused/);
      expect(out).toMatch(/asyncapi\/loan-origination\.asyncapi\.yaml:\d+:\d+/);
      expect(out).toContain(ref);
    }
    expect((await runInsaka(["compat", "--against", "mine"], cwd)).code).toBe(0);
  });

  test("a remote's branch, from a clone", async () => {
    const [cwd, other] = [await branched(keeps), await folder()];
    git(other, "clone", "--quiet", "--branch", "mine", `file://${cwd}`, "clone");
    const clone = join(other, "clone");
    expect((await runInsaka(["compat", "--against", "origin/main"], clone)).code).toBe(0);
    await edit(join(clone, "asyncapi"), [breaks]);
    expect((await runInsaka(["compat", "--against", "origin/main"], clone)).code).toBe(100);
  });
});

describe("exit codes", () => {
  test("0 where all is safe, 100 where something breaks or cannot be read, 1 where it is called wrongly", async () => {
    const { cwd } = await change([keeps]);
    const code = async (...argv: readonly string[]): Promise<number> =>
      (await runInsaka(["compat", ...argv], cwd)).code;
    expect(await code("--against", "./before")).toBe(0);
    expect(await code("--against", "./nowhere")).toBe(100);
    expect(await code("--against", "")).toBe(1);
    expect(await code("--aginst", "./before")).toBe(1);
    expect(await code("--config", "nowhere.json")).toBe(1);
    await edit(join(cwd, "asyncapi"), [breaks]);
    expect(await code("--against", "./before")).toBe(100);
    await edit(join(cwd, "asyncapi"), [[sender, "asyncapi: 3.0.0", "asyncapi: [3"]]);
    expect(await code("--against", "./before")).toBe(100);
  });
});

const formats = ["text", "json", "github", "junit", "sarif", "markdown"] as const;

async function printed(cwd: string, format: string): Promise<InsakaRun> {
  return runInsaka(["compat", "--against", "./before", "--format", format], cwd);
}

describe("a real report in every format", () => {
  test("names rule, message and place of the break; the machine-read ones are what they claim", async () => {
    const { cwd } = await change([breaks]);
    const outs = new Map<string, string>();
    for (const format of formats) {
      const { code, out } = await printed(cwd, format);
      expect(code, format).toBe(100);
      for (const part of ["stored-message-refused", "LoanApproved", "loan-origination.asyncapi.yaml"])
        expect(out, format).toContain(part);
      outs.set(format, out);
    }
    const schema = new URL("../../generator/schemas/compat-report.schema.json", import.meta.url);
    const validate = compileValidator(JSON.parse(await readFile(fileURLToPath(schema), "utf8")));
    expect(validate(JSON.parse(outs.get("json") ?? ""))).toEqual([]);
    new SaxesParser().write(outs.get("junit") ?? "").close();
    expect(JSON.parse(outs.get("sarif") ?? "").runs[0].results[0].ruleId).toBe("stored-message-refused");
    expect(outs.get("github")).toMatch(/^::error file=asyncapi\/loan-origination/m);
    // The message that breaks is shown where people read.
    for (const format of ["text", "markdown"]) expect(outs.get(format)).toMatch(/"amount": ?-\d/);
  });

  test("a new version that becomes current is never plain safe", { timeout: 60_000 }, async () => {
    const { cwd } = await change(newVersion);
    for (const format of formats) {
      const { code, out, err } = await printed(cwd, format);
      expect(code, out).toBe(0);
      expect(out, format).toMatch(/readers first/);
      expect(out + err, format).not.toMatch(/LoanApproved(?: version)? 3[^\n]*: safe[^\n,(;]*\n/);
    }
    const { versions, proofs } = JSON.parse((await printed(cwd, "json")).out);
    expect(versions).toContainEqual(
      expect.objectContaining({ version: 3, change: "added", deployOrder: "readers first" }),
    );
    const [proof] = proofs.filter((each: { readonly to: number }) => each.to === 3);
    expect(proof).toMatchObject({ from: 2, proved: true });
    expect(proof.generated).toBeGreaterThanOrEqual(10_000);
  });
});

describe("documents that know nothing of us", () => {
  /** The example without one of our keys, in `now`, and `before` beside it. */
  async function plain(...edits: readonly Edit[]): Promise<string> {
    const { cwd } = await change(edits);
    const strip: readonly Edit[] = [
      [sender, / {6}x-upcast:\n(?: {8}-.*\n)+/, ""],
      [sender, /,? x-personal-data: identity/g, ""],
      [sender, / {6}x-.*\n/g, ""],
    ];
    for (const name of ["asyncapi", "before"]) await edit(join(cwd, name), strip);
    return cwd;
  }

  const against = async (cwd: string): Promise<InsakaRun> =>
    runInsaka(
      ["compat", "--documents", "*.asyncapi.yaml", "--against", "../before", "--format", "json"],
      join(cwd, "asyncapi"),
    );

  test("who is not named may be anybody: what is sent and what is stored are both judged", async () => {
    const cwd = await plain(breaks);
    const { code, out } = await against(cwd);
    expect(code, out).toBe(100);
    expect(JSON.parse(out).findings.map(({ rule }: { readonly rule: string }) => rule)).toContain(
      "stored-message-refused",
    );
  });

  test("the same documents are safe, and none of our keys is asked for", async () => {
    const { code, out } = await against(await plain(keeps));
    expect(code, out).toBe(0);
    expect(JSON.parse(out).ok).toBe(true);
  });

  test("a format is an annotation there, and a promise between our own readers", async () => {
    const format: Edit = [sender, "loanId: { type: string, format: uuid }, amount", "loanId: { type: string }, amount"];
    expect((await against(await plain(format))).code).toBe(0);
    const { cwd } = await change([], [format]);
    await cp(join(cwd, "before"), join(cwd, "loose"), { recursive: true });
    await edit(join(cwd, "asyncapi"), [[format[0], format[2], "loanId: { type: string, format: uuid }, amount"]]);
    const { code, out } = await runInsaka(["compat", "--against", "./loose"], cwd);
    expect(code).toBe(100);
    expect(out).toMatch(/stored-message-refused/);
  });
});
