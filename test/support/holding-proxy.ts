import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP proxy in front of the broker that can keep back what the client sends. */
export interface HoldingProxy {
  readonly port: number;
  /** From now on nothing of the connections that are open reaches the broker. What the broker sends still arrives. */
  hold(): void;
  /** Resolves when something has been kept back. */
  readonly held: Promise<void>;
  /** Ends every connection that is open, without a word. */
  cut(): void;
  /** Whether whoever connects from now on is turned away at once. */
  refuse(isRefused: boolean): void;
  /** From now on nothing more is read from the client: what it sends fills the buffers on the way, until `goOn`. */
  pause(): void;
  goOn(): void;
}

/** Opens a proxy to the broker on a port of 127.0.0.1; closed when the test is over. */
export async function holdingProxy(host: string, port: number): Promise<HoldingProxy> {
  const open = new Set<{ readonly client: Socket; readonly broker: Socket }>();
  let isRefused = false;
  const server = createServer((client) => {
    if (isRefused) {
      client.destroy();
      return;
    }
    const broker = connect({ host, port });
    const pair = { client, broker };
    open.add(pair);
    client.pipe(broker);
    broker.pipe(client);
    const end = (): void => {
      open.delete(pair);
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) socket.on("error", end).on("close", end);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const pair of open) pair.client.destroy();
    server.close();
  });
  let tellHeld: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    tellHeld = resolve;
  });
  return {
    held,
    cut() {
      for (const pair of open) pair.client.destroy();
    },
    refuse(now) {
      isRefused = now;
    },
    pause() {
      for (const pair of open) pair.client.unpipe(pair.broker).pause();
    },
    goOn() {
      for (const pair of open) pair.client.pipe(pair.broker);
    },
    port: (server.address() as AddressInfo).port,
    hold() {
      for (const pair of open) pair.client.unpipe(pair.broker).on("data", tellHeld).resume();
    },
  };
}
