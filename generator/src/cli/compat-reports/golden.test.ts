/** Whole reports, as people and tools get them. `INSAKA_UPDATE_GOLDEN=1` writes them; read them before you commit them. */
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import { Ajv } from "ajv";
import pc from "picocolors";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import type { CompatReport } from "../../index.js";
import { compatReports } from "./compat-reports.js";
import type { ReportContext } from "./context.js";
import { compatSummaryLine } from "./summary-line.js";

const folder = fileURLToPath(new URL("../../../../test/golden-reports/", import.meta.url));
const cases = readdirSync(folder).sort();
const colours = pc.createColors(false);
const context: ReportContext = {
  colours,
  version: "9.9.9",
  approvable: true,
  rules: [{ id: "sender-refused", purpose: "What may be sent is accepted by whoever receives it." }],
};
const files: Readonly<Record<string, string>> = {
  text: "report.txt",
  json: "report.json",
  github: "github.txt",
  junit: "junit.xml",
  sarif: "report.sarif",
  markdown: "comment.md",
};

const read = (path: string): Promise<string> => readFile(path, "utf8");
const inputOf = async (name: string): Promise<CompatReport> => JSON.parse(await read(join(folder, name, "input.json")));
const reportSchema = JSON.parse(
  await read(fileURLToPath(new URL("../../../schemas/compat-report.schema.json", import.meta.url))),
);

describe.each(cases)("%s", (name) => {
  test.each(Object.keys(files))("as %s", async (format) => {
    const report = await inputOf(name);
    const printed = compatReports[format]!(report, context);
    const text = format === "text" ? printed + compatSummaryLine(report, 1.2, colours) : printed;
    const path = join(folder, name, files[format]!);
    if (process.env.INSAKA_UPDATE_GOLDEN === "1") await writeFile(path, text);
    expect(text).toBe(await read(path));
  });

  test("the JSON obeys its published schema, and says all that was found", async () => {
    const report = await inputOf(name);
    const printed = JSON.parse(compatReports.json!(report, context));
    expect(compileValidator(reportSchema)(printed)).toEqual([]);
    expect(printed).toMatchObject(report);
  });

  test("the SARIF obeys the schema of SARIF 2.1.0", async () => {
    const {
      id: _,
      $schema: __,
      ...schema
    } = JSON.parse(
      await read(fileURLToPath(import.meta.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"))),
    );
    const printed = JSON.parse(compatReports.sarif!(await inputOf(name), context));
    // One of its patterns is no Unicode expression, and its draft is 4.
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true });
    const validate = ajv.compile(schema);
    expect(validate(printed) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...printed, version: "2.0.0" })).toBe(false);
  });

  test("the XML is well-formed, and counts what it holds", async () => {
    const { failures } = elementsOf(compatReports.junit!(await inputOf(name), context));
    const { findings } = await inputOf(name);
    const failing = findings.filter(({ weight, approval }) => approval === null && /breaking|undecided/.test(weight));
    expect(failures).toEqual({ told: failing.length, there: failing.length });
  });
});

describe("the published schema holds every report to its word", async () => {
  const whole = JSON.parse(compatReports.json!(await inputOf("breaking"), context));
  const validate = compileValidator(reportSchema);

  test.each<[string, (report: typeof whole) => void]>([
    ["a surplus key", (report) => Object.assign(report, { more: 1 })],
    ["a surplus key of a finding", (report) => Object.assign(report.findings[0], { more: 1 })],
    ["a surplus key of a place", (report) => Object.assign(report.findings[0].at, { more: 1 })],
    ["a surplus key of a party", (report) => Object.assign(report.findings[0].parties[0], { more: 1 })],
    ["a missing key", (report) => delete report.findings[0].fingerprint],
    ["a missing count", (report) => delete report.counts.pairs],
    ["another version of the format", (report) => Object.assign(report, { version: 2 })],
    ["a weight of no such name", (report) => Object.assign(report.findings[0], { weight: "fatal" })],
    ["a line before the first", (report) => Object.assign(report.findings[0].at, { line: 0 })],
    ["a fingerprint that is none", (report) => Object.assign(report.findings[0], { fingerprint: "abc" })],
    ["an approval without an owner", (report) => delete report.staleApprovals[0].approval.owner],
    ["a count below none", (report) => Object.assign(report.versions[0], { pairs: -1 })],
  ])("%s is refused", (_, spoil) => {
    const copy = structuredClone(whole);
    spoil(copy);
    expect(validate(copy)).not.toEqual([]);
  });
});

function elementsOf(xml: string): { readonly failures: { readonly told: number; readonly there: number } } {
  let told = 0;
  let there = 0;
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "testsuites") told = Number(attributes.failures);
    if (name === "failure") there += 1;
  });
  parser.write(xml).close();
  return { failures: { told, there } };
}
