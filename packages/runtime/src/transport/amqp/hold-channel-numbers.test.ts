import { EventEmitter, once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Duplex } from "node:stream";
import type { ChannelModel } from "amqplib";
import { expect, test } from "vitest";
import { holdChannelNumbers } from "./hold-channel-numbers.js";

/** What amqplib's own connection offers a channel. */
interface Frames {
  channelMax: number;
  frameMax: number;
  freshChannel(channel: EventEmitter): number;
  releaseChannel(number: number): void;
  sendMethod(number: number, method: number, fields: object): void;
  sendMessage(number: number, method: number, fields: object, kind: number, properties: object, body: Buffer): void;
}

const require = createRequire(import.meta.url);
/** A file of amqplib's beside its entry: its exports name none of them. */
const inside = (file: string): unknown => require(join(dirname(require.resolve("amqplib")), "lib", file));
const { Connection } = inside("connection.js") as { Connection: new (stream: Duplex) => Frames };
const { BasicPublish, BasicProperties, ChannelCloseOk, ChannelOpen } = inside("defs.js") as Readonly<
  Record<string, number>
>;

/** A socket that takes a little at a time, and tells each frame as `<method>@<channel>`. */
class SlowSocket extends Duplex {
  readonly told: string[] = [];

  constructor() {
    super({ highWaterMark: 200 });
  }

  override _read(): void {}

  override _write(frame: Buffer, _: string, done: () => void): void {
    this.told.push(`${frame.readUInt32BE(7)}@${frame.readUInt16BE(1)}`);
    setImmediate(done);
    if (frame.readUInt32BE(7) === ChannelCloseOk) this.emit("said goodbye");
  }
}

const channel = (): EventEmitter => Object.assign(new EventEmitter(), { onBufferDrain() {} });

test("no channel is opened under the number of one that has not said goodbye yet, and afterwards it is free again", async () => {
  const socket = new SlowSocket();
  const connection = new Connection(socket);
  Object.assign(connection, { channelMax: 100, frameMax: 4_096 });
  holdChannelNumbers({ connection } as unknown as ChannelModel);

  const first = connection.freshChannel(channel());
  const fields = { exchange: "x", routingKey: "k", mandatory: true };
  for (let n = 0; n < 6; n += 1)
    connection.sendMessage(
      first,
      Number(BasicPublish),
      fields,
      Number(BasicProperties),
      { headers: {} },
      Buffer.alloc(100),
    );
  connection.sendMethod(first, Number(ChannelCloseOk), {});
  connection.releaseChannel(first);
  const goodbye = once(socket, "said goodbye");
  const second = connection.freshChannel(channel());
  connection.sendMethod(second, Number(ChannelOpen), { outOfBand: "" });
  await goodbye;

  const until = socket.told.slice(0, socket.told.indexOf(`${ChannelCloseOk}@${first}`));
  expect(until).toContain(`${BasicPublish}@${first}`);
  expect(until).not.toContain(`${ChannelOpen}@${first}`);
  await new Promise(setImmediate);
  expect(connection.freshChannel(channel())).toBe(first);
});
