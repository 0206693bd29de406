/** Whatever stands in the documents, a report is what its readers take it for, and nothing else. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import { Ajv } from "ajv";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import pc from "picocolors";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import type { Approval, CompatFinding, CompatReport, Party, Place } from "../../index.js";
import { compatReports } from "./compat-reports.js";
import type { ReportContext } from "./context.js";
import { markdownLimit, markdownMarker } from "./markdown.js";
import { compatSummaryLine } from "./summary-line.js";

const colours = pc.createColors(false);
const context: ReportContext = {
  colours,
  version: "9.9.9",
  approvable: true,
  rules: [{ id: "a-rule", purpose: "Says something." }],
};
const print = (format: string, report: CompatReport): string => compatReports[format]!(report, context);

const pieces = [
  "\u001b[31m",
  "\u009b2J",
  "\u0000",
  "\u0007",
  "\n",
  "\r\n",
  "\t",
  "\u2028",
  "\u202e",
  "\ufffe",
  "\ud800",
  "\udc00x",
  "`",
  "``",
  "```\n",
  "|",
  "\\",
  "\\|",
  "<script>",
  "</details>",
  "</summary>",
  "<!--",
  "-->",
  "]]>",
  "&amp;",
  "&lt;",
  "@octocat",
  "#12",
  "GH-7",
  "https://evil.example",
  "www.evil.example",
  "[x](y)",
  "![x](y)",
  "**",
  "_",
  "~~",
  "$$",
  "::error::",
  "%0A",
  ",",
  ":",
  "..",
  "/",
  " ",
  "  ",
  "- ",
  "1. ",
  "# ",
  "> ",
  "    ",
  "😀",
  "é",
  '"',
  "'",
];
const words = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 8 })
  .map((parts) => parts.join(""));
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const natural = fc.nat({ max: 20_000 });
const hex = fc.constantFrom("0123456789abcdef", "fedcba9876543210");
const place: fc.Arbitrary<Place> = fc.record({
  file: words,
  line: fc.integer({ min: 1, max: 9_999 }),
  column: fc.integer({ min: 1, max: 99 }),
});
const approval: fc.Arbitrary<Approval> = fc.record({
  rule: words,
  message: maybe(words),
  fingerprint: hex,
  reason: words,
  owner: words,
  expires: fc.constant("2027-01-31"),
});
const party: fc.Arbitrary<Party> = fc.record({
  role: fc.constantFrom<Party["role"][]>("sender", "receiver", "owner", "queue", "exchange", "archive"),
  name: words,
  at: maybe(place),
});
const finding: fc.Arbitrary<CompatFinding> = fc.record({
  rule: words,
  weight: fc.constantFrom<CompatFinding["weight"][]>("breaking", "undecided", "warning", "note"),
  message: maybe(words),
  version: maybe(fc.integer({ min: 1, max: 3 })),
  summary: words,
  hint: words,
  at: place,
  before: maybe(place),
  witness: maybe(
    fc.record({
      value: fc.dictionary(
        words.filter((name) => name !== "__proto__"),
        fc.oneof(words, natural, fc.boolean()),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
      sentBy: words,
      refusedBy: words,
      violations: fc.array(fc.record({ pointer: words, keyword: words, expected: words, found: words }), {
        maxLength: 7,
      }),
    }),
  ),
  parties: fc.array(party, { maxLength: 3 }),
  fingerprint: hex,
  approval: maybe(approval),
});
const report: fc.Arbitrary<CompatReport> = fc.record({
  against: fc.record({ kind: fc.constantFrom("registry" as const, "git" as const, "folder" as const), label: words }),
  since: maybe(words),
  versions: fc.array(
    fc.record({
      message: words,
      version: fc.integer({ min: 1, max: 3 }),
      change: fc.constantFrom("unchanged" as const, "changed" as const, "added" as const, "removed" as const),
      verdict: fc.constantFrom("safe" as const, "breaking" as const, "undecided" as const),
      deployOrder: fc.constantFrom("readers first" as const, null),
      pairs: natural,
    }),
    { maxLength: 4 },
  ),
  findings: fc.array(finding, { maxLength: 14 }),
  proofs: fc.array(
    fc.record({
      message: words,
      from: natural,
      to: natural,
      generated: natural,
      valid: natural,
      refused: natural,
      proved: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  staleApprovals: fc.array(
    fc.record({ approval, why: fc.constantFrom("expired" as const, "unused" as const), at: place }),
    { maxLength: 12 },
  ),
});

/** Holds for any report. */
function always(property: (report: CompatReport) => void): void {
  const holds = fc.property(report, (given) => {
    property(given);
  });
  fc.assert(holds, { numRuns: 100 });
}

/** What a terminal obeys, or an eye is deceived by. */
const treacherous = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

describe("any words in a report", () => {
  test.each(["text", "json", "github", "junit", "sarif", "markdown"])("%s has no control character raw", (format) => {
    always((given) => expect(print(format, given)).not.toMatch(treacherous));
  });

  test("the closing line is one line", () => {
    always((given) => expect(compatSummaryLine(given, 1, colours)).toMatch(/^[^\n]+\n$/));
  });

  test("text has a line for each thing it says: no word starts a line of its own", () => {
    always((given) => {
      const { against, since, versions, findings, proofs, staleApprovals } = given;
      const plain = JSON.parse(JSON.stringify({ versions, findings, proofs, staleApprovals }), (key, value) =>
        typeof value === "string" && !/^(weight|change|verdict|deployOrder|why|role|fingerprint|expires)$/.test(key)
          ? value.replaceAll(/[\n\r]/g, "x")
          : value,
      );
      const lines = (one: CompatReport): number => print("text", one).split("\n").length;
      // The witness may fold differently; everything else stays on its line.
      const bare = (one: CompatReport): CompatReport => ({
        ...one,
        findings: one.findings.map((each) => ({ ...each, witness: null })),
      });
      const names = new Set([...versions, ...findings, ...proofs].map(({ message }) => message)).size;
      const plainNames = new Set([...plain.versions, ...plain.findings, ...plain.proofs].map(({ message }) => message))
        .size;
      fc.pre(names === plainNames);
      expect(lines(bare(given))).toBe(lines(bare({ against, since, ...plain })));
    });
  });

  test("JSON is parsed, obeys the schema and says the same", async () => {
    const schema = JSON.parse(
      await readFile(fileURLToPath(new URL("../../../schemas/compat-report.schema.json", import.meta.url)), "utf8"),
    );
    const validate = compileValidator(schema);
    always((given) => {
      const parsed = JSON.parse(print("json", given));
      expect(validate(parsed)).toEqual([]);
      expect(parsed).toMatchObject(given);
    });
  });

  test("GitHub gets one command a line, at most 10 of a level, errors first", () => {
    always((given) => {
      const lines = print("github", given).split("\n");
      expect(lines.pop()).toBe("");
      for (const line of lines) {
        expect(line).toMatch(/^::(error|warning|notice) file=[^:,]*,line=\d+,col=\d+,endLine=\d+,title=[^:,]*::/);
      }
      const levels = lines.map((line) => /^::(\w+)/.exec(line)![1]!);
      const rank = ["error", "warning", "notice"];
      expect(levels).toEqual([...levels].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)));
      for (const level of new Set(levels))
        expect(levels.filter((each) => each === level).length).toBeLessThanOrEqual(10);
    });
  });

  test("JUnit is well-formed XML", () => {
    always((given) => {
      const parser = new SaxesParser();
      parser.on("error", (error) => {
        throw error;
      });
      parser.write(print("junit", given)).close();
    });
  });

  test("SARIF obeys the schema of SARIF 2.1.0, and every file is a relative URI", async () => {
    const path = fileURLToPath(import.meta.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
    const { id: _, $schema: __, ...schema } = JSON.parse(await readFile(path, "utf8"));
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const validate = ajv.compile(schema);
    always((given) => {
      const parsed = JSON.parse(print("sarif", given));
      expect(validate(parsed) ? [] : validate.errors).toEqual([]);
      const uris = [...JSON.stringify(parsed).matchAll(/"uri":"([^"]*)"/g)].map(([, uri]) => uri!);
      for (const uri of uris) expect(uri).toMatch(/^[\w.!~*'()%/-]*$/);
      const rules = parsed.runs[0].tool.driver.rules;
      for (const { ruleId, ruleIndex } of parsed.runs[0].results) expect(rules[ruleIndex].id).toBe(ruleId);
    });
  });

  test("Markdown has no HTML, link, image or ping but our own, and four cells a row", () => {
    const parser = new MarkdownIt({ html: true, linkify: true });
    const own =
      /^(?:<!-- insaka compat -->|<details(?: open)?>\n<summary><b>[^<>\n]*<\/b>: [^<>\n]*<\/summary>|<\/details>)\n?$/;
    always((given) => {
      const text = print("markdown", given);
      expect(text.startsWith(`${markdownMarker}\n`)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(markdownLimit);
      const tokens = parser.parse(text, {});
      const inline = tokens.flatMap(({ children }) => children ?? []);
      for (const { content } of tokens.filter(({ type }) => type === "html_block")) {
        expect(content).toMatch(own);
        expect(content.replaceAll("&#8203;", "\u200b")).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\./i);
      }
      expect(inline.filter(({ type }) => /html|link|image|^em_|^s_/.test(type))).toEqual([]);
      // Pieces of text that follow one another are one text to GitHub.
      expect(inlineTexts(tokens)).not.toMatch(/@\w|#\d|GH-\d/i);
      const cells = tokens.flatMap(({ type }, at) => (type === "td_open" ? [tokens[at + 1]!.content] : []));
      // A bar that ended its cell would push the change out of the third.
      for (const [at, cell] of cells.entries())
        if (at % 4 === 2) expect(cell).toMatch(/^(?:un)?changed$|^added$|^removed$/);
      const details = tokens.filter(
        ({ type, content }) => type === "html_block" && content.startsWith("<details"),
      ).length;
      expect(
        tokens.filter(({ type, content }) => type === "html_block" && content.startsWith("</details")).length,
      ).toBe(details);
    });
  });
});

/** The text of each paragraph, item and cell as it is shown, without code; a line for each. */
function inlineTexts(tokens: ReturnType<InstanceType<typeof MarkdownIt>["parse"]>): string {
  return tokens
    .filter(({ type }) => type === "inline")
    .map(({ children }) =>
      (children ?? []).map(({ type, content }) => (type.startsWith("text") ? content : "\u0000")).join(""),
    )
    .join("\n");
}
