import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import { Command } from "commander";
import pc from "picocolors";
import { SaxesParser } from "saxes";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CompatFinding, CompatReport, CompatRequest, CompatResult } from "../../index.js";
import { explain } from "../explain.js";
import { compatCommand } from "./compat.js";

const finding: CompatFinding = {
  rule: "sender-refused",
  weight: "breaking",
  message: "OrderPlaced",
  version: 1,
  summary: "Somebody is refused.",
  hint: "Mend it.",
  at: { file: "asyncapi/shop.yaml", line: 3, column: 5 },
  before: { file: "asyncapi/shop.yaml", line: 2, column: 5 },
  witness: null,
  parties: [{ role: "receiver", name: "shipping", at: { file: "asyncapi/shipping.yaml", line: 7, column: 3 } }],
  fingerprint: "0123456789abcdef",
  approval: null,
};
const approval = { ...finding, reason: "It is new.", owner: "shop", expires: "2027-01-31" };
const report = (...findings: readonly CompatFinding[]): CompatReport => ({
  against: { kind: "registry", label: "the registry" },
  since: null,
  versions: [],
  findings,
  proofs: [],
  staleApprovals: [],
});
const unread: CompatResult = {
  diagnostics: [
    {
      file: "asyncapi/shop.yaml",
      line: 1,
      column: 1,
      code: "not-asyncapi",
      message: "No.",
      hint: "Do.",
      severity: "error",
    },
  ],
};

/** Runs `insaka compat` in `/project/tool`, on documents whose root is `/project`. */
async function run(argv: readonly string[], result: CompatResult = { report: report() }, cwd = "/project/tool") {
  let [out, err, code] = ["", "", -1];
  const requests: CompatRequest[] = [];
  const host = {
    cwd,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    colours: pc.createColors(false),
    debug: true,
  };
  const check = async (request: CompatRequest) => {
    requests.push(request);
    return { root: "/project", rules: [], result };
  };
  const program = new Command("insaka").exitOverride().configureOutput({ writeOut: host.out, writeErr: host.err });
  program.addCommand(
    compatCommand(check)(host, (ended) => {
      code = ended;
    }).copyInheritedSettings(program),
  );
  try {
    await program.parseAsync(["compat", ...argv], { from: "user" });
  } catch (error) {
    code = explain(error, host);
  }
  return { out, err, code, requests };
}

describe("exit codes", () => {
  test.each<[string, CompatResult, number]>([
    ["nothing is found", { report: report() }, 0],
    ["all is approved", { report: report({ ...finding, approval }) }, 0],
    [
      "there are warnings and notes",
      { report: report({ ...finding, weight: "warning" }, { ...finding, weight: "note" }) },
      0,
    ],
    ["something breaks", { report: report(finding) }, 100],
    ["something is undecided", { report: report({ ...finding, weight: "undecided" }) }, 100],
    ["the documents cannot be read", unread, 100],
  ])("where %s", async (_, result, code) => {
    for (const format of ["text", "json", "github", "junit", "sarif", "markdown"]) {
      expect((await run(["--format", format], result)).code).toBe(code);
    }
  });

  test.each<[string, readonly string[]]>([
    ["an unknown option", ["--bogus"]],
    ["an unknown format", ["--format", "xml"]],
    ["a report of an unknown format", ["--report", "xml=a.xml"]],
    ["a report of an inherited name", ["--report", "constructor=a.xml"]],
    ["a report without a file", ["--report", "json="]],
    ["a report without a format", ["--report", "report.json"]],
    ["two reports to one file", ["--report", "json=a", "--report", "sarif=./a"]],
    ["a config and documents", ["--config", "a.json", "--documents", "*.yaml", "--against", "main"]],
    ["documents against a registry that they have not", ["--documents", "*.yaml"]],
    ["an empty baseline", ["--against", ""]],
    ["an empty --since", ["--since", ""]],
  ])("%s is a mistake of the call: 1, before anything is read", async (_, argv) => {
    const { code, err, requests } = await run(argv);
    expect(code).toBe(1);
    expect(err).not.toBe("");
    expect(requests).toEqual([]);
  });

  test("a report that cannot be written is told, and is not a finding: 1", async () => {
    const { code, err } = await run(["--report", "json=/dev/null/report.json"], { report: report(finding) });
    expect(code).toBe(1);
    expect(err).toMatch(/^The report cannot be written to \/dev\/null\/report\.json: /);
  });
});

describe("what is asked of the check", () => {
  test.each<[readonly string[], CompatRequest]>([
    [
      [],
      { source: { config: "/project/tool/asyncapi/insaka.config.json" }, against: "registry", cwd: "/project/tool" },
    ],
    [
      ["--config", "../c.json", "--against", "origin/main", "--since", "v1"],
      { source: { config: "/project/c.json" }, against: "origin/main", since: "v1", cwd: "/project/tool" },
    ],
    [
      ["--documents", "in/*.yaml", "--against", "./old"],
      { source: { documents: "in/*.yaml", folder: "/project/tool" }, against: "./old", cwd: "/project/tool" },
    ],
  ])("by %j", async (argv, request) => {
    expect((await run(argv)).requests).toEqual([request]);
  });

  test("the help shows examples, what --against takes, and the exit codes", async () => {
    const { out, code } = await run(["--help"]);
    expect(code).toBe(0);
    for (const part of [/Examples:\n {2}insaka compat/, /a git ref/, /a folder/, /Exit codes: 0 clean, 1 .*, 100 /]) {
      expect(out).toMatch(part);
    }
  });
});

describe("what is printed", () => {
  test("places are relative to the folder that the command runs in", async () => {
    const { out } = await run(["--format", "json"], { report: report({ ...finding, approval: null }) });
    const [told] = JSON.parse(out).findings;
    expect([told.at.file, told.before.file, told.parties[0].at.file]).toEqual([
      "../asyncapi/shop.yaml",
      "../asyncapi/shop.yaml",
      "../asyncapi/shipping.yaml",
    ]);
  });

  test("the closing line is beside the report, where the report is for programs", async () => {
    const text = await run([], { report: report(finding) });
    expect(text.out).toMatch(/^breaking: .* in \d+\.\d s\n$/m);
    expect(text.err).toBe("");
    const json = await run(["--format", "json"], { report: report(finding) });
    expect(JSON.parse(json.out).ok).toBe(false);
    expect(json.err).toMatch(/^breaking: .* in \d+\.\d s\n$/);
  });

  test("one run writes reports to files beside what it prints", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "insaka-"));
    onTestFinished(() => rm(cwd, { recursive: true, force: true }));
    const argv = ["--format", "github", "--report", "markdown=out/comment.md", "--report", "json=report.json"];
    const { out, code } = await run(argv, { report: report(finding) }, cwd);
    expect(code).toBe(100);
    expect(out).toMatch(/^::error /);
    expect(await readFile(join(cwd, "out/comment.md"), "utf8")).toMatch(/^<!-- insaka compat -->\n/);
    expect(JSON.parse(await readFile(join(cwd, "report.json"), "utf8")).version).toBe(1);
  });
});

describe("documents that cannot be read are told in every format", () => {
  const told = async (format: string): Promise<string> => (await run(["--format", format], unread)).out;

  test("as other commands tell it, where they have the format", async () => {
    expect(await told("text")).toMatch(/^\.\.\/asyncapi\/shop\.yaml:1:1 not-asyncapi No\. Do\.\n/);
    expect(await told("github")).toBe("::error file=../asyncapi/shop.yaml,line=1,col=1,title=not-asyncapi::No. Do.\n");
    const path = fileURLToPath(new URL("../../../schemas/report.schema.json", import.meta.url));
    const printed = JSON.parse(await told("json"));
    expect(compileValidator(JSON.parse(await readFile(path, "utf8")))(printed)).toEqual([]);
    expect(printed).toMatchObject({ command: "compat", ok: false });
  });

  test("as a failed case, a result, a comment", async () => {
    const xml = await told("junit");
    new SaxesParser().write(xml).close();
    expect(xml).toContain('tests="1" failures="1"');
    expect(JSON.parse(await told("sarif")).runs[0].results).toMatchObject([{ ruleId: "not-asyncapi", level: "error" }]);
    expect(await told("markdown")).toMatch(/^<!-- insaka compat -->\n\n## Insaka: the documents cannot be read\n/);
  });
});
