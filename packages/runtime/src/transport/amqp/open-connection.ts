import net from "node:net";
import tls from "node:tls";
import type { ChannelModel } from "amqplib";
import { connect, credentials as sasl } from "amqplib";
import type { Settings } from "../../defaults.js";
import { within } from "../../within.js";
import type { AccessOptions, Credentials, TlsOptions } from "../access.js";
import { fresh } from "../access.js";
import { closeQuietly } from "./close-quietly.js";
import { earlyWords } from "./early-words.js";
import { gatherWrites } from "./gather-writes.js";
import { guardFrames } from "./guard-frames.js";
import { guardHeaders } from "./guard-headers.js";
import { holdChannelNumbers } from "./hold-channel-numbers.js";

export interface OpenOptions {
  readonly url: string;
  /** As the broker's management shows it. */
  readonly name: string;
  readonly settings: Settings;
  readonly access: AccessOptions;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/**
 * One attempt to connect: asks for credentials and certificates, then TCP, TLS and the AMQP handshake, all within the `connect`
 * time-out. amqplib's own covers silence only, which a peer that sends a byte now and then never keeps.
 */
export async function openConnection({ url, name, settings, access, signal }: OpenOptions): Promise<ChannelModel> {
  const limit = settings.timeouts.connect;
  const attempt = new AbortController();
  const end = (): void => attempt.abort();
  signal.addEventListener("abort", end, { once: true });
  const opening = open(url, name, settings, access, attempt.signal);
  try {
    return await within(limit, opening, () => new Error(`no whole handshake within ${limit} ms (TCP, TLS, AMQP)`));
  } catch (error) {
    attempt.abort();
    // It may have come in the moment in which it was given up.
    void opening.then(closeQuietly, () => undefined);
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function open(
  url: string,
  name: string,
  settings: Settings,
  access: AccessOptions,
  signal: AbortSignal,
): Promise<ChannelModel> {
  const isSecure = new URL(url).protocol === "amqps:";
  const given = access.credentials === undefined ? undefined : await fresh(access.credentials);
  const security = isSecure && access.tls !== undefined ? await fresh(access.tls) : {};
  signal.throwIfAborted();
  const socketOptions = {
    // Without noDelay a small write waits for the broker's delayed TCP ACK: up to a second for publish-then-ack.
    noDelay: true,
    clientProperties: { connection_name: name, product: "insaka" },
    ...(given === undefined ? {} : { credentials: mechanism(given) }),
    ...(isSecure ? secured(url, security, signal) : { signal }),
  };
  const connection = await connect(withHeartbeat(url, settings.heartbeat), socketOptions);
  if (earlyWords(connection).isOver) throw new Error("the broker closed the connection as soon as it had opened it");
  guardHeaders(connection);
  guardFrames(connection);
  gatherWrites(connection);
  holdChannelNumbers(connection);
  return connection;
}

/** The socket is ours, because TLS in Node takes no signal that ends it. */
function secured(url: string, { ca, cert, key, passphrase, servername }: TlsOptions, signal: AbortSignal): object {
  const { hostname, port } = new URL(url);
  const options = { ca, cert, key, passphrase, servername };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // Reads key and certificate before there is a socket: what does not fit together is told at once.
  const secureContext = tls.createSecureContext(given);
  const socket = net.connect({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port === "" ? 5671 : port),
    noDelay: true,
    signal,
  });
  return { ...given, secureContext, socket };
}

function mechanism(given: Credentials): ReturnType<typeof sasl.external | typeof sasl.plain> {
  return "external" in given ? sasl.external() : sasl.plain(given.user, given.password);
}

function withHeartbeat(url: string, heartbeat: number): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(heartbeat));
  return parsed.href;
}
