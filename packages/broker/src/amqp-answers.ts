import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { AmqpAddress } from "./virtual-host.js";

/** The first eight bytes of every AMQP 0-9-1 connection. */
const protocolHeader = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);

/** True when an AMQP 0-9-1 broker answers there within `timeout` milliseconds. A broker listens only after its import. */
export function amqpAnswers(address: AmqpAddress, timeout = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const { host, port } = address;
    const socket: Socket = address.secure ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
    const settle = (answers: boolean) => (): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(timeout, settle(false));
    socket.once("error", settle(false));
    socket.once("close", settle(false));
    socket.once("data", (data: Buffer) => settle(data[0] === 1)());
    socket.write(protocolHeader);
  });
}
