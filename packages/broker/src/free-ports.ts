import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Ports of the loopback interface that nobody listens on.
 * They lie below the range from which systems take the ports of outgoing connections, so none of those can grab one between
 * this look and the moment when the broker listens.
 */
export async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>();
  for (let attempt = 0; free.size < count; attempt += 1) {
    if (attempt > 50 * count) throw new Error(`no ${count} free ports on 127.0.0.1`);
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) free.add(port);
  }
  return [...free];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
