import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/**
 * The promise of the README: edit a document, run codegen, and every call site that no longer fits is a compile error.
 *
 * Each test edits a copy of the real documents, runs the real command, and compiles the real services against what came out.
 */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const INSAKA = join(ROOT, "generator/dist/cli/main.js");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

let work = "";

beforeAll(() => {
  // Inside the checkout, so that packages resolve as they do for the services.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  work = mkdtempSync(join(ROOT, "node_modules/.cache/compile-errors-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A copy of documents and services, with the generated code of the edited documents in it. */
function project(name: string, edit: (text: string) => string, document = "loan-origination"): string {
  const folder = join(work, name);
  cpSync(join(ROOT, "asyncapi"), join(folder, "asyncapi"), { recursive: true });
  const services = join(ROOT, "packages/services/src");
  mkdirSync(join(folder, "services"));
  for (const file of readdirSync(services).filter((each) => each.endsWith(".ts"))) {
    cpSync(join(services, file), join(folder, "services", file));
  }
  const path = join(folder, `asyncapi/${document}.asyncapi.yaml`);
  const before = readFileSync(path, "utf8");
  const after = edit(before);
  if (name !== "unedited") expect(after).not.toBe(before);
  writeFileSync(path, after);
  const tsconfig = {
    extends: join(ROOT, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      noEmit: true,
      isolatedDeclarations: false,
      declarationMap: false,
      paths: { "@intellifin/contracts": ["./packages/generated/src/index.ts"] },
    },
    include: ["services/*.ts", "packages/generated/src/**/*.ts", "extra.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const codegen = run(INSAKA, ["codegen", "--config", join(folder, "asyncapi/insaka.config.json")]);
  expect(codegen.status, codegen.output).toBe(0);
  return folder;
}

/** The compiler's complaints, as `file: message`, sorted. */
function complaints(folder: string): string[] {
  const { output } = run(TSC, ["-p", folder, "--pretty", "false"]);
  const found = output.matchAll(/([\w-]+\.ts)\(\d+,\d+\): error TS\d+: (.*)/g);
  return [...found].map(([, file, message]) => `${file}: ${message}`).sort();
}

function run(script: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    cwd: dirname(INSAKA),
  });
  return { status, output: stdout + stderr };
}

/** Edits the text of one entry of `components/messages` only. */
function inMessage(text: string, entry: string, edit: (text: string) => string): string {
  const begin = text.indexOf(`    ${entry}:\n      name:`);
  const end = text.slice(begin + 1).search(/\n {4}\w+:\n {6}name:/);
  const stop = end === -1 ? text.length : begin + 1 + end;
  return text.slice(0, begin) + edit(text.slice(begin, stop)) + text.slice(stop);
}

test("the services fit the documents as they are", () => {
  expect(complaints(project("unedited", (text) => text))).toEqual([]);
});

describe("after an edit and codegen", () => {
  test("a renamed property is an error where it is sent and where it is read", () => {
    const folder = project("renamed", (text) =>
      inMessage(text, "LoanRejectedV1", (message) =>
        message
          .replace("required: [applicationId, reason, phone]", "required: [applicationId, reason, mobile]")
          .replaceAll("phone:", "mobile:"),
      ),
    );
    const found = complaints(folder);
    expect(found).toContainEqual(
      expect.stringMatching(/^communications\.ts: Property 'phone' does not exist on type 'LoanRejectedV1'/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^loan-origination\.ts: .*'phone' does not exist in type 'LoanRejectedV1'/),
    );
  });

  test("a new required property is an error where the message is sent, and nowhere else", () => {
    const folder = project("required", (text) =>
      inMessage(text, "LoanRejectedV1", (message) =>
        message
          .replace("required: [applicationId, reason, phone]", "required: [applicationId, reason, phone, decidedBy]")
          .replace("        properties:\n", "        properties:\n          decidedBy: { type: string }\n")
          .replace(
            "            reason: score-too-low",
            "            reason: score-too-low\n            decidedBy: officer-7",
          ),
      ),
    );
    const found = complaints(folder);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^loan-origination\.ts: .*decidedBy/);
  });

  test("a removed enumeration member is an error where it is used", () => {
    const folder = project("enumeration", (text) =>
      text.replace("[score-too-low, no-credit-record, amount-too-high]", "[score-too-low, amount-too-high]"),
    );
    expect(complaints(folder)).toContainEqual(expect.stringMatching(/^loan-origination\.ts: .*"no-credit-record"/));
  });

  test("a message that is newly received needs a handler", () => {
    const folder = project(
      "received",
      (text) =>
        text
          .replace(
            "  # Sent\n",
            `  creditReportFailed:
    address: communications.credit-report-failed
    messages:
      CreditReportFailedV1: { $ref: './credit-bureau.asyncapi.yaml#/components/messages/CreditReportFailedV1' }
    bindings:
      amqp: { is: queue, queue: { name: communications.credit-report-failed, durable: true }, bindingVersion: 0.3.0 }
    x-rabbitmq: { bind: [{ exchange: credit-bureau, routingKey: credit-report.failed }] }
  # Sent\n`,
          )
          .replace(
            "  sendNotificationSent:",
            `  onCreditReportFailed:
    action: receive
    channel: { $ref: '#/channels/creditReportFailed' }
    messages: [{ $ref: '#/channels/creditReportFailed/messages/CreditReportFailedV1' }]
  sendNotificationSent:`,
          ),
      "communications",
    );
    expect(complaints(folder)).toEqual([
      expect.stringMatching(/^communications\.ts: .*'creditReportFailed' is missing/),
    ]);
  });
});

describe("what must not compile", () => {
  const cases: readonly [what: string, code: string, error: RegExp][] = [
    [
      "an old version's shape",
      'loanOriginationPublisher(broker).loanApproved({ loanId: "l", applicationId: "a", amount: 1, phone: "+260971234567" });',
      /'amount' does not exist in type 'LoanApprovedV2'/,
    ],
    [
      "an unknown message",
      "loanOriginationPublisher(broker).loanForgiven({});",
      /Property 'loanForgiven' does not exist/,
    ],
    [
      "another service's message",
      "communicationsPublisher(broker).loanApproved({});",
      /Property 'loanApproved' does not exist/,
    ],
    [
      "a missing handler",
      "communicationsConsumer(broker, { handlers: { loanApproved() {}, loanRejected() {} } });",
      /'loanApplicationSubmitted' is missing/,
    ],
    [
      "a handler for a message that is not received",
      "creditBureauConsumer(broker, { handlers: { creditReportRequested() {}, loanApproved() {} } });",
      /'loanApproved' does not exist/,
    ],
    [
      "a retry step that the document does not declare",
      'creditBureauConsumer(broker, { handlers: { creditReportRequested({ retryLater }) { throw retryLater("7s"); } } });',
      /'"7s"' is not assignable/,
    ],
    [
      "a number for money",
      'loanOriginationPublisher(broker).loanApproved({ loanId: "l", applicationId: "a", principal: { amount: 1, currency: "ZMW" }, phone: "p" });',
      /'number' is not assignable to type 'string'/,
    ],
    [
      "a changed payload",
      "communicationsConsumer(broker, { handlers: { loanApplicationSubmitted() {}, loanRejected() {}, loanApproved({ payload }) { payload.loanId = 'x'; } } });",
      /read-only/,
    ],
  ];

  test("each is refused by the compiler", () => {
    const folder = project("refused", (text) => `${text}\n`);
    const names = "communicationsConsumer, communicationsPublisher, creditBureauConsumer, loanOriginationPublisher";
    const lines = cases.map(([, code]) => code);
    writeFileSync(
      join(folder, "extra.ts"),
      `import type { Broker } from "@insaka/runtime";\nimport { ${names} } from "@intellifin/contracts";\ndeclare const broker: Broker;\n${lines.join("\n")}\n`,
    );
    const { output } = run(TSC, ["-p", folder, "--pretty", "false"]);
    for (const [index, [what, , error]] of cases.entries()) {
      const line = index + 4;
      const said = output.split("\n").filter((text) => text.includes(`extra.ts(${line},`) || text.startsWith("  "));
      expect(said.join("\n"), `${what}\n${output}`).toMatch(error);
      expect(output, what).toContain(`extra.ts(${line},`);
    }
  });
});
