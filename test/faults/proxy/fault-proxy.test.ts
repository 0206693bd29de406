import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { faultProxy } from "./fault-proxy.js";

async function echoBehindProxy() {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await faultProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  const client = async (): Promise<Socket> => {
    const socket = connect(proxy.port, "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  };
  return { proxy, client };
}

test("lets bytes through, and ends all connections at a cut", async () => {
  const { proxy, client } = await echoBehindProxy();
  const socket = await client();
  socket.write("hello");
  expect(String((await once(socket, "data"))[0])).toBe("hello");
  proxy.cut();
  await once(socket, "close");
});

test("what is swallowed never comes, and a new connection after the restore works", async () => {
  const { proxy, client } = await echoBehindProxy();
  const swallowed = await client();
  swallowed.write("a");
  await once(swallowed, "data");
  let came = "";
  swallowed.on("data", (bytes) => {
    came += String(bytes);
  });
  proxy.swallow();
  swallowed.write("b");
  const other = await client();
  other.write("x");
  proxy.restore();
  const fresh = await client();
  fresh.write("c");
  expect(String((await once(fresh, "data"))[0])).toBe("c");
  expect(came).toBe("");
  swallowed.destroy();
  other.destroy();
  fresh.destroy();
});
