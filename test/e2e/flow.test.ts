import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { broker } from "../support/broker.js";

const MAIN = fileURLToPath(new URL("../../packages/services/dist/flow/main.js", import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
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

function sharedBroker(): Record<string, string> {
  const { amqp, admin, managementUrl } = broker.handle();
  const [user, password] = [admin.user, admin.password].map(encodeURIComponent);
  return {
    RABBITMQ_URL: `amqp://${user}:${password}@${amqp.host}:${amqp.port}`,
    RABBITMQ_MANAGEMENT_URL: managementUrl,
  };
}

test("the flow plays every scenario, shows every message, and ends with 0", async () => {
  const { code, stdout, stderr } = await start(sharedBroker(), "--transport", "rabbitmq");
  expect(code, stdout + stderr).toBe(0);
  const { admin } = broker.handle();
  expect(stdout + stderr).not.toContain(admin.password);
  const lines = stdout.split("\n");
  const shown = (...parts: readonly string[]) =>
    lines.some((line, index) => parts.every((part) => `${line} ${lines[index + 1] ?? ""}`.includes(part)));
  // Sender, message and version, receiver, attempt, outcome; then exchange, routing key, queue.
  expect(
    shown(
      "loan-origination CreditReportRequested v1",
      "→ credit-bureau",
      "attempt 1  handled",
      "credit-bureau / credit-report.requested → credit-bureau.credit-report-requested",
    ),
  ).toBe(true);
  expect(shown("CreditReportRequested v1", "attempt 1  retry in 1s: bureau away")).toBe(true);
  expect(shown("CreditReportRequested v1", "attempt 2  retry in 5s: bureau away")).toBe(true);
  expect(shown("CreditReportRequested v1", "attempt 3  handled")).toBe(true);
  expect(
    shown("LoanApproved v2", "→ communications", "dead letter in communications.loan-approved.dlq: not-json"),
  ).toBe(true);
  expect(shown("LoanApproved v1", "attempt 1  handled, read as v2")).toBe(true);
  expect(shown("LoanRejected v1", "→ communications", "handled")).toBe(true);
  for (const name of ["approved", "rejected", "bureau-down", "malformed", "old-sender"]) {
    expect(stdout).toMatch(new RegExp(`ok +${name} `));
  }
  expect(stdout).toContain("1 dead-lettered, 0 lost");
  const hosts = await broker.management.request<readonly { name: string }[]>("GET", "/vhosts");
  expect(hosts.length).toBeGreaterThan(0);
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

test("a machine without any broker is told how to get one", async () => {
  const { code, stderr } = await start({
    RABBITMQ_URL: "",
    INSAKA_BROKER: "docker",
    DOCKER_HOST: "unix:///nonexistent.sock",
  });
  expect(code).toBe(1);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toMatch(/RABBITMQ_URL|Docker|container/i);
});

test("an unknown transport, and --help", async () => {
  const wrong = await start({}, "--transport", "pigeon");
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("rabbitmq");
  const help = await start({}, "--help");
  expect(help.code).toBe(0);
  expect(help.stdout).toContain("npm start -- --transport rabbitmq");
});
