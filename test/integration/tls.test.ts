import type { BrokerNode } from "@insaka/broker";
import { findInstallation, freePorts, startPrivateNode, type VirtualHost } from "@insaka/broker";
import type { ConnectOptions, ContractError, Health } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { broker as shared } from "../support/broker.js";
import { type Authority, authority, type Certificate } from "../support/certificates.js";
import { connected, DEFINITIONS, eventually } from "../support/contracts.js";

const SERVICE = "credit-bureau";
const installation = shared.origin === "private-node" ? await findInstallation() : undefined;
if (installation === undefined)
  process.stderr.write("skipped TLS: it boots a node, which takes an installed RabbitMQ\n");

/** One node for the whole file: its boot takes longer than all its tests. */
describe.skipIf(installation === undefined)("TLS", () => {
  let node: BrokerNode;
  let host: VirtualHost;
  let ours: Authority;
  let others: Authority;
  let client: Certificate;
  let port = 0;

  beforeAll(async () => {
    if (installation === undefined) return;
    [ours, others] = await Promise.all([authority("the broker's authority"), authority("somebody else's authority")]);
    const server = await ours.sign("broker", { names: "DNS:localhost,DNS:broker.example" });
    [port = 0] = await freePorts(1);
    node = await startPrivateNode(installation, {
      plugins: ["rabbitmq_auth_mechanism_ssl"],
      configuration: [
        `listeners.ssl.default = 127.0.0.1:${port}`,
        `ssl_options.cacertfile = ${ours.caFile}`,
        `ssl_options.certfile = ${server.certFile}`,
        `ssl_options.keyfile = ${server.keyFile}`,
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = false",
        "auth_mechanisms.1 = PLAIN",
        "auth_mechanisms.2 = EXTERNAL",
        "ssl_cert_login_from = common_name",
      ],
    });
    host = await node.createVirtualHost(DEFINITIONS);
    client = await ours.sign(host.userName(SERVICE));
  });

  afterAll(async () => {
    await node?.stop();
    await Promise.all([ours?.remove(), others?.remove()]);
  });

  /** The secured address: with the user and password of the service, or with nobody's. */
  function url({ name = "localhost", isBare = false } = {}): string {
    const secured = new URL(host.url(SERVICE).replace(/^amqp:/, "amqps:"));
    secured.hostname = name;
    secured.port = String(port);
    if (isBare) secured.username = secured.password = "";
    return secured.href;
  }

  function secretsOf(options: ConnectOptions): readonly string[] {
    const { password } = new URL(host.url(SERVICE));
    const key = typeof options.tls === "object" ? options.tls.key?.toString().split("\n")[1] : undefined;
    return key === undefined ? [password] : [password, key];
  }

  async function refused(to: string, options: Omit<ConnectOptions, "service">): Promise<ContractError> {
    const whole = { timeouts: { firstConnect: 3_000 }, ...options, service: SERVICE };
    const error = await connect(to, whole).then(
      () => expect.fail("it connected"),
      (reason: ContractError) => reason,
    );
    for (const secret of secretsOf(whole)) expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(secret);
    expect(error).toMatchObject({ code: "connect-failed", scope: "connection" });
    return error;
  }

  test("a broker whose authority is given is connected to, by its name or by the name that is expected of it", async () => {
    const byName = await connect(url(), { service: SERVICE, tls: { ca: ours.ca } });
    expect(byName.health()).toMatchObject({ ready: true, troubles: [] });
    await byName.close();
    const expected = { ca: ours.ca, servername: "broker.example" };
    const byAddress = await connect(url({ name: "127.0.0.1" }), { service: SERVICE, tls: expected });
    expect(byAddress.health().ready).toBe(true);
    await byAddress.close();
  });

  test("the holder of a client certificate is let in by it, without a password", async () => {
    const { cert, key } = client;
    const options = { service: SERVICE, credentials: { external: true }, tls: { ca: ours.ca, cert, key } } as const;
    const broker = await connect(url({ isBare: true }), options);
    expect(broker.health().ready).toBe(true);
    await eventually(async () => (await host.management.connections()).length >= 2);
    const users = await node.management.request<{ user: string }[]>("GET", `/vhosts/${host.name}/connections`);
    expect(new Set(users.map(({ user }) => user))).toEqual(new Set([host.userName(SERVICE)]));
    await broker.close();
  });

  test("a broker that nobody trusted has signed, or whose name is another one, is told at once with what to do", async () => {
    const unknown = await refused(url(), { tls: { ca: others.ca } });
    expect(unknown).toMatchObject({ retryable: false });
    expect(unknown.message).toMatch(/give its authority as tls\.ca/);
    const byDefault = await refused(url(), {});
    expect(byDefault.message).toMatch(/give its authority as tls\.ca/);
    const otherName = await refused(url({ name: "127.0.0.1" }), { tls: { ca: ours.ca } });
    expect(otherName).toMatchObject({ retryable: false });
    expect(otherName.message).toMatch(/another host name: connect by that name, or give it as tls\.servername/);
  });

  test("a client certificate that has expired, or that another authority signed, is told at once with what to do", async () => {
    const expired = await ours.sign(host.userName(SERVICE), { isExpired: true });
    const foreign = await others.sign(host.userName(SERVICE));
    for (const { cert, key } of [expired, foreign]) {
      const error = await refused(url({ isBare: true }), {
        credentials: { external: true },
        tls: { ca: ours.ca, cert, key },
      });
      expect(error.message).toMatch(
        /does not accept this client's certificate: check tls\.cert, its end date and its signer/,
      );
      expect(error.retryable).toBe(false);
    }
  });

  test("a certificate without its key, and a key of another certificate, are told before there is a connection", async () => {
    const other = await ours.sign("somebody");
    const tls = { ca: ours.ca, cert: client.cert, key: other.key };
    const error = await refused(url(), { tls });
    expect(error.message).toMatch(/check tls\.cert, tls\.key and tls\.passphrase/);
  });

  test("a user that no certificate names is refused as a user", async () => {
    const error = await refused(url({ isBare: true }), { credentials: { external: true }, tls: { ca: ours.ca } });
    expect(error.message).toMatch(/check the user/);
    const { cert, key } = await ours.sign("nobody-here");
    const stranger = await refused(url({ isBare: true }), {
      credentials: { external: true },
      tls: { ca: ours.ca, cert, key },
    });
    expect(stranger.message).toMatch(/check the user/);
  });

  test("a plain port that is spoken to with TLS is told as that", async () => {
    const plain = new URL(url());
    plain.port = String(node.amqpPort);
    const error = await refused(plain.href, { tls: { ca: ours.ca }, timeouts: { firstConnect: 100, connect: 3_000 } });
    expect(error.message).toMatch(/speaks TLS on this port/);
  });

  test("a certificate that is renewed is taken at the next attempt, without a restart; meanwhile health says what is wrong", async () => {
    let held = client;
    const { broker } = await connected({ ...host, url: () => url({ isBare: true }) }, SERVICE, {
      credentials: { external: true },
      tls: () => Promise.resolve({ ca: ours.ca, cert: held.cert, key: held.key }),
      timeouts: { backoffCap: 200 },
    });
    held = await ours.sign(host.userName(SERVICE), { isExpired: true });
    await eventually(async () => (await host.management.connections()).length >= 2);
    await host.management.closeConnections();
    const causes = (): Health["troubles"][number]["cause"][] => broker.health().troubles.map(({ cause }) => cause);
    await eventually(() => Promise.resolve(causes().length === 2 && causes().every((cause) => cause === "untrusted")));
    held = await ours.sign(host.userName(SERVICE));
    await eventually(() => Promise.resolve(broker.health().ready));
    expect(broker.health().troubles).toEqual([]);
  });
});
