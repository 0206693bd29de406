import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * The promise of the README: edit a document, run codegen, and every call site that no longer fits is a compile error.
 *
 * Each test edits a copy of the real documents, runs the real command, and compiles the real services against what came out.
 */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const INSAKA = join(ROOT, "generator/bin/insaka.js");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

let work = "";

beforeAll(() => {
  // Inside the checkout, so that packages resolve as they do for the services.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  work = mkdtempSync(join(ROOT, "node_modules/.cache/after-an-edit-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Edits the text of one document, given its service's name. */
type Edit = (text: string, service: string) => string;

/** The edit of one document alone. */
const inDocument =
  (service: string, edit: (text: string) => string): Edit =>
  (text, of) =>
    of === service ? edit(text) : text;

/** A copy of documents and services, with the generated code of the edited documents in it. */
function project(name: string, edit: Edit, added: Readonly<Record<string, string>> = {}): string {
  const folder = join(work, name);
  cpSync(join(ROOT, "asyncapi"), join(folder, "asyncapi"), { recursive: true });
  // The services themselves: neither the flow that shows them, nor the client of an earlier release.
  const services = join(ROOT, "packages/services/src");
  const left = [join(services, "flow"), join(services, "old-sender")];
  cpSync(services, join(folder, "services"), {
    recursive: true,
    filter: (path) => !left.includes(path) && !path.endsWith(".test.ts"),
  });
  const edited = documents(folder).filter((path) => {
    const before = readFileSync(path, "utf8");
    const after = edit(before, basename(path, ".asyncapi.yaml"));
    writeFileSync(path, after);
    return after !== before;
  });
  // An edit that finds nothing to edit proves nothing.
  if (name !== "unedited") expect(edited).not.toEqual([]);
  for (const [path, text] of Object.entries(added)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  const codegen = run(INSAKA, ["codegen", "--config", join(folder, "asyncapi/insaka.config.json")]);
  expect(codegen.status, codegen.output).toBe(0);
  return folder;
}

const documents = (folder: string): readonly string[] =>
  readdirSync(join(folder, "asyncapi"))
    .filter((file) => file.endsWith(".asyncapi.yaml"))
    .map((file) => join(folder, "asyncapi", file));

const TSCONFIG = {
  extends: join(ROOT, "tsconfig.base.json"),
  compilerOptions: {
    composite: false,
    noEmit: true,
    isolatedDeclarations: false,
    declarationMap: false,
    customConditions: ["@insaka/source"],
    paths: {
      "@intellifin/contracts": ["./packages/generated/src/index.ts"],
      "@intellifin/contracts/*": ["./packages/generated/src/*.ts"],
    },
  },
  include: ["services/**/*.ts", "packages/generated/src/**/*.ts"],
};

/** What the compiler complains of, as `place: message`; a service is a place, however many files it has. */
function complaints(folder: string): readonly string[] {
  const { output } = run(TSC, ["-p", folder, "--pretty", "false"], folder);
  const found = output.matchAll(/^(\S+)\(\d+,\d+\): error TS\d+: (.*(?:\n {2}.*)*)/gm);
  return [...found].map(([, file = "", message]) => `${placeOf(file)}: ${message}`).sort();
}

function placeOf(file: string): string {
  const [room, service = "", ...rest] = file.split(sep);
  return room === "services" ? basename(service, ".ts") : (rest.at(-1) ?? file);
}

function run(script: string, args: readonly string[], cwd: string = ROOT): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8", cwd });
  return { status, output: stdout + stderr };
}

/** Edits the text of one entry of `components/messages` only. */
function inMessage(text: string, entry: string, edit: (text: string) => string): string {
  const begin = text.indexOf(`    ${entry}:\n      name:`);
  if (begin === -1) return text;
  const end = text.slice(begin + 1).search(/\n {4}\w+:\n {6}name:/);
  const stop = end === -1 ? text.length : begin + 1 + end;
  return text.slice(0, begin) + edit(text.slice(begin, stop)) + text.slice(stop);
}

/** Takes a version out of every list of a document: channels and operations. */
function unlisted(text: string, entry: string): string {
  const reference = `\\{ \\$ref: ["'][^"']*/${entry}["'] \\}`;
  return text
    .replace(new RegExp(`^ *(?:- |${entry}: )${reference},?\\n`, "gm"), "")
    .replace(new RegExp(`${reference}, |, ${reference}`, "g"), "");
}

test("the services fit the documents as they are", () => {
  expect(complaints(project("unedited", (text) => text))).toEqual([]);
});

test("a renamed property is an error where it is sent and where it is read", () => {
  const folder = project(
    "renamed",
    inDocument("loan-origination", (text) =>
      inMessage(text, "LoanRejectedV1", (message) =>
        message
          .replace("required: [applicationId, reason, phone]", "required: [applicationId, reason, mobile]")
          .replaceAll("phone:", "mobile:"),
      ),
    ),
  );
  const found = complaints(folder);
  expect(found).toContainEqual(
    expect.stringMatching(/^communications: Property 'phone' does not exist on type 'LoanRejectedV1'/),
  );
  expect(found).toContainEqual(
    expect.stringMatching(/^loan-origination: .*'phone' does not exist in type 'LoanRejectedV1'/),
  );
});

test("a new required property is an error where the message is sent, and nowhere else", () => {
  const folder = project(
    "required",
    inDocument("loan-origination", (text) =>
      inMessage(text, "LoanRejectedV1", (message) =>
        message
          .replace("required: [applicationId, reason, phone]", "required: [applicationId, reason, phone, decidedBy]")
          .replace("        properties:\n", "        properties:\n          decidedBy: { type: string }\n")
          .replace(
            "            reason: score-too-low",
            "            reason: score-too-low\n            decidedBy: officer-7",
          ),
      ),
    ),
  );
  const found = complaints(folder);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^loan-origination: .*decidedBy/);
});

test("a removed enumeration member is an error where it is used", () => {
  const folder = project(
    "enumeration",
    inDocument("loan-origination", (text) =>
      text.replace("[score-too-low, no-credit-record, amount-too-high]", "[score-too-low, amount-too-high]"),
    ),
  );
  expect(complaints(folder)).toContainEqual(expect.stringMatching(/^loan-origination: .*"no-credit-record"/));
});

test("a message that is newly received needs a handler", () => {
  const folder = project(
    "received",
    inDocument("communications", (text) =>
      text
        .replace(
          "\nchannels:\n",
          `
channels:
  creditReportFailed:
    address: communications.credit-report-failed
    messages:
      CreditReportFailedV1: { $ref: './credit-bureau.asyncapi.yaml#/components/messages/CreditReportFailedV1' }
    bindings:
      amqp: { is: queue, queue: { name: communications.credit-report-failed, durable: true }, bindingVersion: 0.3.0 }
    x-rabbitmq: { bind: [{ exchange: credit-bureau, routingKey: credit-report.failed }] }
`,
        )
        .replace(
          "\noperations:\n",
          `
operations:
  onCreditReportFailed:
    action: receive
    channel: { $ref: '#/channels/creditReportFailed' }
    messages: [{ $ref: '#/channels/creditReportFailed/messages/CreditReportFailedV1' }]
`,
        ),
    ),
  );
  expect(complaints(folder)).toEqual([expect.stringMatching(/^communications: .*'creditReportFailed' is missing/)]);
});

test("a message whose only version becomes a draft can no longer be sent", () => {
  const folder = project(
    "draft",
    inDocument("loan-origination", (text) =>
      inMessage(text, "LoanRejectedV1", (message) => message.replace("x-status: current", "x-status: draft")),
    ),
  );
  expect(complaints(folder)).toContainEqual(
    "loan-origination: Property 'loanRejected' does not exist on type 'Publisher<LoanOriginationSends>'.",
  );
});

test("a version that is retired leaves nothing that could be read: who still names it is told", () => {
  const reader =
    'import type { LoanApprovedV1 } from "@intellifin/contracts";\nexport type Archived = LoanApprovedV1;\n';
  const folder = project(
    "retired",
    (text) =>
      inMessage(unlisted(text, "LoanApprovedV1"), "LoanApprovedV1", (message) =>
        message.replace("x-status: deprecated", "x-status: retired"),
      ),
    { "services/archive.ts": reader },
  );
  expect(complaints(folder)).toEqual([
    expect.stringMatching(/^archive: '"@intellifin\/contracts"' has no exported member named 'LoanApprovedV1'/),
  ]);
});

test("an upcaster function that no longer fits its version is an error in its file", () => {
  const upcaster = `import type { Upcaster } from "@insaka/runtime/codegen/v1";
import type { LoanApprovedV1, LoanApprovedV2 } from "../../packages/generated/src/messages/loan-approved.js";

export const upcast: Upcaster<LoanApprovedV1, LoanApprovedV2> = ({ amount, ...same }) => ({
  ...same,
  principal: { amount: amount.toFixed(2), currency: "ZMW" },
});
`;
  const byFunction = (text: string): string =>
    inMessage(text, "LoanApprovedV2", (message) =>
      message.replace(
        /x-upcast:\n(?: {8}.*\n)+/,
        "x-upcast: { function: upcasters/loan-approved-v2.ts, because: a test says so }\n",
      ),
    );
  const requiresOfficer = (text: string): string =>
    inMessage(text, "LoanApprovedV2", (message) =>
      message
        .replace("required: [loanId,", "required: [officer, loanId,")
        .replace("        properties:\n", "        properties:\n          officer: { type: string }\n")
        .replaceAll("          payload:\n", "          payload:\n            officer: officer-7\n"),
    );
  const added = { "asyncapi/upcasters/loan-approved-v2.ts": upcaster };
  const fitting = project("upcaster-fits", inDocument("loan-origination", byFunction), added);
  expect(complaints(fitting)).toEqual([]);
  const edited = inDocument("loan-origination", (text) => requiresOfficer(byFunction(text)));
  expect(complaints(project("upcaster-no-longer-fits", edited, added))).toContainEqual(
    expect.stringMatching(/^loan-approved-v2\.ts: (?:.*\n)*.*'officer' is missing in type/),
  );
});
