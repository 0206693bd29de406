import { type Broker, type ConnectOptions, connect } from "@insaka/runtime";
import { loanOriginationPublisher } from "@intellifin/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type Answers,
  BLOCKED,
  FORCED_CLOSE,
  frameServer,
  OPEN_OK,
  UNBLOCKED,
  usualAnswers,
} from "../support/frame-server.js";
import { CREDIT_REPORT_REQUESTED } from "../support/samples.js";
import { Told } from "../support/told.js";

const url = (port: number, scheme = "amqp"): string => `${scheme}://user:secret-word@127.0.0.1:${port}`;

async function connected(port: number, options: Omit<ConnectOptions, "service"> = {}): Promise<[Broker, Told]> {
  const told = new Told();
  const timeouts = { backoffCap: 50, ...options.timeouts };
  const broker = await connect(url(port), { observe: told.observe, ...options, timeouts, service: "loan-origination" });
  onTestFinished(async () => {
    await broker.close({ deadlineMs: 200 });
  });
  return [broker, told];
}

const lost = (told: Told, role: string, reason: RegExp): Promise<unknown> =>
  told.until((events) =>
    events.find(
      (event) =>
        event.type === "connection" &&
        event.role === role &&
        event.state === "lost" &&
        reason.test(event.reason ?? "no reason"),
    ),
  );

describe("a peer that accepts a connection and does not open it is given up within the `connect` time-out", () => {
  const dribbling: Answers = (name, { socket }) => {
    // A byte now and then, so that the line is never silent: the head of a frame that has no end.
    if (name !== "greeting") return [];
    socket.write(Buffer.from([1, 0, 0, 0, 0, 1, 0]));
    const timer = setInterval(() => socket.write(Buffer.from([0])), 10);
    socket.once("close", () => clearInterval(timer));
    return [];
  };
  const usual = usualAnswers();
  const peers: readonly (readonly [string, Answers, string])[] = [
    ["that never answers", () => [], "amqp"],
    ["that never ends its first frame", dribbling, "amqp"],
    ["that stops before the last step", (name, ...rest) => (name === "10.40" ? [] : usual(name, ...rest)), "amqp"],
    ["that never answers to TLS", () => [], "amqps"],
  ];
  test.each(peers)("%s", async (_, answers, scheme) => {
    const server = await frameServer(answers);
    const timeouts = { connect: 150, firstConnect: 100 };
    const error: Error = await connect(url(server.port, scheme), { service: "shop", timeouts }).then(
      () => expect.fail("it connected"),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: "connect-failed", retryable: true });
    expect(error.message).toMatch(/no whole handshake within 150 ms/);
    expect(error.message).not.toContain("secret-word");
    expect(server.clients.length).toBeGreaterThan(0);
    await server.allClosed();
  });

  test("and so are credentials that never come", async () => {
    const server = await frameServer(usualAnswers());
    const credentials = () => new Promise<never>(() => undefined);
    const timeouts = { connect: 150, firstConnect: 100 };
    await expect(connect(url(server.port), { service: "shop", credentials, timeouts })).rejects.toMatchObject({
      code: "connect-failed",
      message: expect.stringMatching(/no whole handshake within 150 ms/),
    });
    expect(server.clients).toEqual([]);
  });
});

test("a peer that falls silent on an open connection is found by two heartbeats, and left for the next connection", async () => {
  let isSilent = false;
  const usual = usualAnswers(1);
  const server = await frameServer((name, client, channel) => {
    if (isSilent && server.clients.indexOf(client) < 2) return [];
    return name === "heartbeat" ? [Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce])] : usual(name, client, channel);
  });
  const [broker, told] = await connected(server.port, { heartbeat: 1 });
  expect(broker.health().ready).toBe(true);
  const before = server.clients.map(({ came }) => came.length);
  isSilent = true;
  await Promise.all(["publish", "consume"].map((role) => lost(told, role, /Heartbeat timeout/)));
  // The client itself sends one every half interval: more than six of them would mean more than three intervals.
  for (const [index, { came }] of server.clients.slice(0, 2).entries()) {
    expect(came.length - (before[index] ?? 0)).toBeLessThanOrEqual(6);
  }
  await told.until(() => (broker.health().ready ? true : undefined));
  expect(server.clients).toHaveLength(4);
});

test("a server that closes the connection in the breath in which it opens it is no connection: it is tried again and never shown as ready", async () => {
  let refusals = 0;
  const usual = usualAnswers();
  const server = await frameServer((name, client, channel) => {
    if (name !== "10.40" || refusals === 6) return usual(name, client, channel);
    refusals += 1;
    return [OPEN_OK, FORCED_CLOSE];
  });
  const [broker, told] = await connected(server.port);
  expect(refusals).toBe(6);
  expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
  const states = told.events.map((event) =>
    event.type === "connection" ? `${event.role} ${event.state}` : event.type,
  );
  expect(states.sort()).toEqual(["consume ready", "publish ready"]);
  expect(server.clients.filter(({ socket }) => !socket.destroyed && socket.writable)).toHaveLength(2);
});

test("an alarm that is told in the breath in which a connection opens is seen", async () => {
  const usual = usualAnswers();
  const server = await frameServer((name, ...rest) => (name === "10.40" ? [OPEN_OK, BLOCKED] : usual(name, ...rest)));
  const [broker, told] = await connected(server.port);
  expect(broker.health()).toMatchObject({ ready: false, connections: { publish: "blocked" } });
  expect(broker.health().troubles.map(({ cause }) => cause)).toEqual(["blocked", "blocked"]);
  for (const client of server.clients) client.send(UNBLOCKED);
  await told.until(() => (broker.health().ready ? true : undefined));
  expect(broker.health().troubles).toEqual([]);
});

test("an alarm that begins while a new route opens: the publish is not sent and says so, and the next one after it goes out", async () => {
  let isAlarmed = true;
  const usual = usualAnswers();
  // A broker reads on when its alarm ends, and answers then what it was asked meanwhile.
  const unanswered: (() => void)[] = [];
  const server = await frameServer((name, client, channel) => {
    if (name !== "20.10" || !isAlarmed) return usual(name, client, channel);
    unanswered.push(() => client.send(...usual(name, client, channel)));
    return [BLOCKED];
  });
  const [broker, told] = await connected(server.port, { resend: false, timeouts: { offline: 150, confirm: 500 } });
  const publish = () => loanOriginationPublisher(broker).creditReportRequested(CREDIT_REPORT_REQUESTED);
  await expect(publish()).rejects.toMatchObject({ code: "blocked", outcome: "not-sent" });
  await expect(publish()).rejects.toMatchObject({ code: "blocked", outcome: "not-sent" });
  isAlarmed = false;
  for (const client of server.clients) client.send(UNBLOCKED);
  for (const answer of unanswered) answer();
  await told.until(() => (broker.health().ready ? true : undefined));
  // Nobody confirms here: it was sent, and what became of it is unknown.
  await expect(publish()).rejects.toMatchObject({ outcome: "unknown" });
  expect(server.clients.flatMap(({ came }) => came.filter((name) => name === "60.40"))).toHaveLength(1);
});
