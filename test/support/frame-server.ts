import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import {
  type Frame,
  FrameReader,
  HEARTBEAT,
  longText,
  METHOD,
  method,
  shortText,
  table,
  u8,
  u16,
  u32,
} from "../bench/runtime/frames.js";

/** One client of a server that speaks frames, in the server's hands. */
export interface Client {
  readonly socket: Socket;
  /** Names of the methods that came (`10.40`), and `heartbeat`, in their order. */
  readonly came: readonly string[];
  send(...frames: readonly Buffer[]): void;
}

export interface FrameServer {
  readonly port: number;
  readonly clients: readonly Client[];
  /** Every connection that there has been has ended. */
  allClosed(): Promise<void>;
}

/** What a method is answered with: frames, or nothing and no frame either. */
export type Answers = (name: string, client: Client, channel: number) => readonly Buffer[];

/** Seconds between heartbeats that it asks for, and the answers of a broker that has nothing in it. */
export function usualAnswers(heartbeat = 0): Answers {
  return (name, _client, channel) => {
    switch (name) {
      case "greeting":
        return [method(0, [10, 10], u8(0), u8(9), table({ product: "frames" }), longText("PLAIN"), longText("en_US"))];
      case "10.11":
        return [method(0, [10, 30], u16(2_047), u32(131_072), u16(heartbeat))];
      case "10.40":
        return [OPEN_OK];
      case "10.50":
        return [method(0, [10, 51])];
      case "20.10":
        return [method(channel, [20, 11], longText(""))];
      case "20.40":
        return [method(channel, [20, 41])];
      case "85.10":
        return [method(channel, [85, 11])];
      default:
        return [];
    }
  };
}

export const OPEN_OK: Buffer = method(0, [10, 41], shortText(""));
export const FORCED_CLOSE: Buffer = method(0, [10, 50], u16(320), shortText("CONNECTION_FORCED"), u16(0), u16(0));
export const BLOCKED: Buffer = method(0, [10, 60], shortText("low on memory"));
export const UNBLOCKED: Buffer = method(0, [10, 61]);

/** A server on a port of 127.0.0.1 that answers AMQP's methods as it is told; closed when the test is over. */
export async function frameServer(answers: Answers): Promise<FrameServer> {
  const clients: Client[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const came: string[] = [];
    const send = (...frames: readonly Buffer[]): void => {
      if (frames.length > 0 && socket.writable) socket.write(Buffer.concat(frames));
    };
    const client = { socket, came, send };
    clients.push(client);
    const reader = new FrameReader();
    let hasGreeted = false;
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      if (!hasGreeted) send(...answers("greeting", client, 0));
      // The greeting is eight bytes and no frame.
      for (const each of reader.read(hasGreeted ? chunk : chunk.subarray(8))) {
        const name = nameOf(each);
        came.push(name);
        send(...answers(name, client, each.channel));
      }
      hasGreeted = true;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const { socket } of clients) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    clients,
    async allClosed() {
      // Not by `once` of node:events, which takes a reset for a failure.
      const closed = ({ socket }: Client) => socket.closed || new Promise((resolve) => socket.once("close", resolve));
      await Promise.all(clients.map(closed));
    },
  };
}

function nameOf({ type, payload }: Frame): string {
  if (type === HEARTBEAT) return "heartbeat";
  return type === METHOD ? `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}` : "content";
}
