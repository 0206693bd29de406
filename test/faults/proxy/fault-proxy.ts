import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A TCP proxy in the path of clients to one node. */
export interface FaultProxy {
  readonly port: number;
  /** Ends every connection that is open and refuses new ones until `restore`. */
  cut(): void;
  /** Swallows everything in both directions, on old connections and new ones, without a word. */
  swallow(): void;
  /** Lets through so many bytes a second in each direction of each connection. */
  slow(bytesPerSecond: number): void;
  restore(): void;
  close(): Promise<void>;
}

type Mode = { readonly is: "open" | "cut" | "swallow" } | { readonly is: "slow"; readonly bytesPerSecond: number };

/** Opens a proxy to a port of 127.0.0.1. */
export async function faultProxy(target: number): Promise<FaultProxy> {
  let mode: Mode = { is: "open" };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    if (mode.is === "cut") return void client.destroy();
    const broker = connect({ host: "127.0.0.1", port: target, noDelay: true });
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(from);
      let swallowed = false;
      from.on("data", async (bytes: Buffer) => {
        if (mode.is === "swallow") swallowed = true;
        // A stream with a hole must not go on: what follows the hole is no protocol any more.
        if (swallowed) return;
        if (mode.is === "slow") {
          from.pause();
          await pause((bytes.length / mode.bytesPerSecond) * 1000);
          from.resume();
        }
        if (!to.write(bytes)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
      });
      const end = (): void => {
        sockets.delete(from);
        from.destroy();
        // A peer behind a dead path learns nothing of the other's end.
        if (mode.is !== "swallow") to.destroy();
      };
      from.on("error", end).on("close", end);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      mode = { is: "cut" };
      endAll();
    },
    swallow() {
      mode = { is: "swallow" };
    },
    slow(bytesPerSecond) {
      mode = { is: "slow", bytesPerSecond };
    },
    restore() {
      mode = { is: "open" };
    },
    async close() {
      mode = { is: "cut" };
      endAll();
      server.close();
      await once(server, "close");
    },
  };
}
