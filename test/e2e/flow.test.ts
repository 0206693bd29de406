import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileValidator, type JsonObject } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { broker, ownNode } from "../support/broker.js";

const MAIN = fileURLToPath(new URL("../../packages/services/dist/flow/main.js", import.meta.url));
const SCHEMA = new URL("../../packages/services/schemas/flow-report.schema.json", import.meta.url);

const SCENARIOS = [
  "happy-path",
  "rejected",
  "late-payer",
  "bureau-down",
  "malformed",
  "old-sender",
  "reader-first",
] as const;

const SERVICES = [
  "api-gateway",
  "client-management",
  "collections",
  "communications",
  "credit-bureau",
  "general-ledger",
  "identity",
  "loan-origination",
  "pmec",
  "reporting",
];

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the tests read of a report; the schema says that it is all there. */
interface Report {
  readonly ok: boolean;
  readonly transport: string;
  readonly scenarios: readonly { readonly name: string; readonly ok: boolean }[];
  readonly account: { readonly published: number; readonly retries: number; readonly lost: readonly string[] };
  readonly deliveries: readonly {
    readonly sender: string | null;
    readonly receiver: string;
    readonly message: string | null;
  }[];
}

/** Runs what `npm start` runs, with these variables and no colours. */
function start(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, NO_COLOR: "1", ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

function sharedBroker({ amqp, admin, managementUrl } = broker.handle()): Record<string, string> {
  const [user, password] = [admin.user, admin.password].map(encodeURIComponent);
  return {
    RABBITMQ_URL: `amqp://${user}:${password}@${amqp.host}:${amqp.port}`,
    RABBITMQ_MANAGEMENT_URL: managementUrl,
  };
}

const environment = (transport: string): Record<string, string> => (transport === "rabbitmq" ? sharedBroker() : {});

/** @throws Error when the report does not follow its schema */
function parsed(stdout: string): Report {
  const report = JSON.parse(stdout) as JsonObject;
  const violations = compileValidator(JSON.parse(readFileSync(SCHEMA, "utf8")) as JsonObject)(report);
  expect(violations).toEqual([]);
  return report as unknown as Report;
}

describe.each(["memory", "rabbitmq"])("on %s", (transport) => {
  test("the flow plays every scenario, shows every message, draws the flow, and ends with 0", async () => {
    const { code, stdout, stderr } = await start(environment(transport), "--transport", transport);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout + stderr).not.toContain(broker.handle().admin.password);
    const lines = stdout.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    /** Sender, message and version, receiver, outcome; then exchange, routing key, queue. */
    const shown = (...parts: readonly string[]): boolean =>
      lines.some((line, index) => parts.every((part) => `${line} ${lines[index + 1] ?? ""}`.includes(part)));
    const request = "credit-bureau / credit-report.requested → credit-bureau.credit-report-requested";
    expect(shown("loan-origination  CreditReportRequested v1", "→ credit-bureau     handled", request)).toBe(true);
    expect(shown("CreditReportRequested v1", "retry in 1s: bureau away", "credit-bureau.wait.1s")).toBe(true);
    expect(shown("CreditReportRequested v1", "retry in 5s: bureau away (attempt 2)")).toBe(true);
    expect(shown("CreditReportRequested v1", "handled (attempt 3)")).toBe(true);
    expect(shown("LoanApproved v1", "dead letter: schema", "communications.loan-approved.dlq")).toBe(true);
    expect(shown("LoanApproved v1", "→ communications    handled, read as v2")).toBe(true);
    expect(shown("UserLocked v1", "→ api-gateway #2    handled")).toBe(true);
    expect(shown("general-ledger    JournalEntryPosted v1", "→ reporting         handled")).toBe(true);
    for (const name of SCENARIOS) expect(stdout).toMatch(new RegExp(`ok +${name} `));
    expect(shown("◀", "▶", "LoanDisbursed v1 ×3")).toBe(true);
    expect(stdout).toContain("4 dead letters (1 of them replayed and handled)");
    expect(stdout).toContain(", 0 lost");
  });

  test("as JSON it is one document that follows its schema, with all ten services in it", async () => {
    const args = ["--transport", transport, "--scenario", "happy-path", "--format", "json"];
    const { code, stdout, stderr } = await start(environment(transport), ...args);
    expect(code, stderr).toBe(0);
    const report = parsed(stdout);
    expect(report).toMatchObject({ ok: true, transport, account: { lost: [] } });
    const actors = report.deliveries.flatMap(({ sender, receiver }) => [sender, receiver]);
    expect([...new Set(actors)].sort()).toEqual(SERVICES);
  });
});

test.each(SCENARIOS)("the story %s can be played alone", async (name) => {
  const { code, stdout, stderr } = await start({}, "--transport", "memory", "--scenario", name, "--format", "json");
  expect(code, stdout + stderr).toBe(0);
  expect(parsed(stdout)).toMatchObject({ ok: true, scenarios: [{ name, ok: true }], account: { lost: [] } });
});

test("a report that does not follow the schema is told apart", () => {
  expect(() => parsed('{ "ok": true }')).toThrow();
});

test("a broker that cannot be reached is one clear line and exit code 1", async () => {
  const { code, stdout, stderr } = await start({
    RABBITMQ_URL: "amqp://guest:s3cret@127.0.0.1:9",
    RABBITMQ_MANAGEMENT_URL: "http://127.0.0.1:9",
  });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toContain("127.0.0.1:9");
  expect(stderr).not.toContain("s3cret");
});

test("a machine without the broker that is asked for is told how to get one", async () => {
  const without = { RABBITMQ_URL: "", INSAKA_BROKER: "docker", DOCKER_HOST: "unix:///nonexistent.sock" };
  const { code, stderr } = await start(without);
  expect(code).toBe(1);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toMatch(/RABBITMQ_URL|Docker|container/i);
});

test("an unknown transport or scenario, and --help with examples", async () => {
  const wrong = await start({}, "--transport", "pigeon");
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("rabbitmq");
  const unknown = await start({}, "--scenario", "war-and-peace");
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("happy-path");
  const help = await start({}, "--help");
  expect(help.code).toBe(0);
  expect(help.stdout).toContain("npm start -- --transport rabbitmq");
  for (const name of SCENARIOS) expect(help.stdout).toContain(name);
});

describe("a run that is ended early", () => {
  /** Starts a story on a broker of others and resolves as soon as it shows the first message. */
  async function begun(env: Readonly<Record<string, string>>) {
    const args = ["--transport", "rabbitmq", "--scenario", "bureau-down"];
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, NO_COLOR: "1", ...env } });
    const closed = new Promise<number | null>((resolve) => child.once("exit", resolve));
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("handled")) resolve();
      });
    });
    return { child, closed, stderr: () => stderr };
  }

  test.for<[string, number, (child: Awaited<ReturnType<typeof begun>>["child"]) => unknown]>([
    ["by SIGINT", 130, (child) => child.kill("SIGINT")],
    ["by SIGTERM", 143, (child) => child.kill("SIGTERM")],
    ["because nobody reads on", 0, (child) => child.stdout.destroy()],
  ])("%s leaves nothing behind on a broker of others", async ([, expected, end], context) => {
    const node = await ownNode(context);
    const { child, closed, stderr } = await begun(sharedBroker(node.handle()));
    const names = async () =>
      (await node.management.request<readonly { name: string }[]>("GET", "/vhosts")).map(({ name }) => name);
    expect((await names()).length).toBeGreaterThan(1);
    end(child);
    expect(await closed).toBe(expected);
    expect(await names()).toEqual(["/"]);
    expect(stderr()).not.toMatch(/\bat \S+:\d+|EPIPE/);
  });
});
