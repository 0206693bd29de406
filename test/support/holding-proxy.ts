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
}

/** Opens a proxy to the broker on a port of 127.0.0.1; closed when the test is over. */
export async function holdingProxy(host: string, port: number): Promise<HoldingProxy> {
  const open = new Set<{ readonly client: Socket; readonly broker: Socket }>();
  const server = createServer((client) => {
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
    port: (server.address() as AddressInfo).port,
    hold() {
      for (const pair of open) pair.client.unpipe(pair.broker).on("data", tellHeld).resume();
    },
  };
}
