import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { BODY, FrameReader, frame, HEADER, METHOD } from "../bench/runtime/frames.js";

/** A proxy in front of the broker that can lose the messages that the broker hands out, and nothing else. */
export interface SwallowingProxy {
  readonly port: number;
  swallow(isOn: boolean): void;
  /** How many messages were lost here. */
  readonly swallowed: number;
}

/** Opens a proxy to the broker on a port of 127.0.0.1; closed when the test is over. */
export async function swallowingProxy(host: string, port: number): Promise<SwallowingProxy> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let swallowed = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const broker = connect({ host, port, noDelay: true });
    client.pipe(broker);
    const reader = new FrameReader();
    /** Channels of which the content that comes next belongs to a lost delivery. */
    const losing = new Set<number>();
    broker.on("data", (chunk: Buffer) => {
      const kept: Buffer[] = [];
      for (const each of reader.read(chunk)) {
        if (each.type === METHOD) {
          // 60.60 is Basic.Deliver.
          const isLost = isSwallowing && each.payload.readUInt32BE(0) === ((60 << 16) | 60);
          if (isLost) swallowed += 1;
          losing[isLost ? "add" : "delete"](each.channel);
          if (!isLost) kept.push(frame(each));
        } else if (![HEADER, BODY].includes(each.type as 2) || !losing.has(each.channel)) {
          kept.push(frame(each));
        }
      }
      if (kept.length > 0) client.write(Buffer.concat(kept));
    });
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => [client, broker].map((each) => each.destroy()));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    swallow(isOn) {
      isSwallowing = isOn;
    },
    get swallowed() {
      return swallowed;
    },
  };
}
