import { createServer, type Socket } from "node:net";
import { EXCHANGE, ROUTING_KEY } from "./event.js";
import {
  BODY,
  type Frame,
  FrameReader,
  frame,
  HEADER,
  longText,
  METHOD,
  method,
  readShortText,
  shortText,
  table,
  u8,
  u16,
  u32,
  u64,
} from "./frames.js";

/**
 * A process that speaks AMQP's frames and does nothing else: it confirms what is published, in batches, and hands out the same
 * message as fast as it is acknowledged. So a measurement holds the client's own cost, and no broker's.
 *
 * What a queue hands out is the last message that was published to it by its name, its properties byte for byte.
 */

/** A message as it is handed out: a delivery, the sender's header frame and the body, with room for the tag. */
interface Template {
  readonly bytes: (channel: number, consumerTag: string) => { readonly all: Buffer; readonly tagAt: number };
}

interface Consumer {
  readonly all: Buffer;
  readonly tagAt: number;
  readonly tag: string;
}

interface Channel {
  readonly number: number;
  /** Publishes: the last one, and the last one that was confirmed. */
  published: number;
  confirmed: number;
  /** A publish under way: where it goes, its header, and its body as far as it has come. */
  arriving: { queue: string | undefined; header: Buffer; body: Buffer[]; left: number } | undefined;
  /** Applies to consumers that come after it, as on RabbitMQ. */
  prefetch: number;
  consumer: (Consumer & { readonly prefetch: number }) | undefined;
  /** Tags that were handed out and not acknowledged, in their order. */
  readonly open: Set<number>;
  lastTag: number;
}

/** Where a consumer sets no limit. */
const UNLIMITED = 1_000;
const templates = new Map<string, Template>();

const server = createServer({ noDelay: true }, (socket) => {
  const channels = new Map<number, Channel>();
  const reader = new FrameReader();
  let greeted = false;
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    let bytes = chunk;
    if (!greeted) {
      greeted = true;
      socket.write(method(0, [10, 10], u8(0), u8(9), serverProperties(), longText("PLAIN"), longText("en_US")));
      bytes = chunk.subarray(8);
    }
    socket.cork();
    for (const each of reader.read(bytes)) accept(socket, channels, each);
    for (const channel of channels.values()) {
      confirm(socket, channel);
      handOut(socket, channel);
    }
    socket.uncork();
  });
});

function serverProperties(): Buffer {
  const capabilities = {
    publisher_confirms: true,
    consumer_cancel_notify: true,
    "basic.nack": true,
    "connection.blocked": true,
    authentication_failure_close: true,
    per_consumer_qos: true,
    exchange_exchange_bindings: true,
  } as const;
  return table({ product: "RabbitMQ", version: "4.0.5", platform: "frames only", capabilities });
}

function accept(socket: Socket, channels: Map<number, Channel>, { type, channel: number, payload }: Frame): void {
  if (type === METHOD) {
    const [classId, methodId] = [payload.readUInt16BE(0), payload.readUInt16BE(2)];
    const channel = channels.get(number) ?? newChannel(number);
    channels.set(number, channel);
    const reply = answer(channel, `${classId}.${methodId}`, payload.subarray(4));
    if (reply !== undefined) socket.write(reply);
    return;
  }
  const arriving = channels.get(number)?.arriving;
  if (arriving === undefined) return;
  if (type === HEADER) {
    arriving.left = Number(payload.readBigUInt64BE(4));
    // Kept for a queue's template alone: the bytes belong to a chunk.
    if (arriving.queue !== undefined) arriving.header = Buffer.from(payload);
  } else if (type === BODY) {
    arriving.left -= payload.length;
    if (arriving.queue !== undefined) arriving.body.push(Buffer.from(payload));
  }
  if (arriving.left > 0) return;
  const channel = channels.get(number);
  if (channel === undefined) return;
  channel.arriving = undefined;
  channel.published += 1;
  if (arriving.queue !== undefined)
    templates.set(arriving.queue, template(arriving.header, Buffer.concat(arriving.body)));
}

function newChannel(number: number): Channel {
  return {
    number,
    published: 0,
    confirmed: 0,
    arriving: undefined,
    prefetch: 0,
    consumer: undefined,
    open: new Set(),
    lastTag: 0,
  };
}

function template(header: Buffer, body: Buffer): Template {
  return {
    bytes(channel, consumerTag) {
      const before = Buffer.concat([
        shortText(consumerTag),
        u64(0),
        u8(0),
        shortText(EXCHANGE),
        shortText(ROUTING_KEY),
      ]);
      const delivery = method(channel, [60, 60], before);
      const [head, content] = [
        frame({ type: HEADER, channel, payload: header }),
        frame({ type: BODY, channel, payload: body }),
      ];
      // Frame head, class and method, then the consumer's tag.
      return { all: Buffer.concat([delivery, head, content]), tagAt: 7 + 4 + 1 + Buffer.byteLength(consumerTag) };
    },
  };
}

/** What a method is answered with; one that is not listed needs no answer. */
function answer(channel: Channel, name: string, args: Buffer): Buffer | undefined {
  const reply = (id: readonly [number, number], ...rest: Buffer[]): Buffer => method(channel.number, id, ...rest);
  switch (name) {
    case "10.11":
      return reply([10, 30], u16(2_047), u32(131_072), u16(0));
    case "10.40":
      return reply([10, 41], shortText(""));
    case "10.50":
      return reply([10, 51]);
    case "20.10":
      return reply([20, 11], longText(""));
    case "20.40":
      channel.consumer = undefined;
      return reply([20, 41]);
    case "40.10":
      return reply([40, 11]);
    case "50.10":
      return reply([50, 11], shortText(readShortText(args, 2)[0]), u32(0), u32(0));
    case "50.20":
      return reply([50, 21]);
    case "60.10":
      channel.prefetch = args.readUInt16BE(4);
      return reply([60, 11]);
    case "60.20":
      return reply([60, 21], shortText(consume(channel, args)));
    case "60.30":
      channel.consumer = undefined;
      return reply([60, 31], shortText(readShortText(args, 0)[0]));
    case "85.10":
      return reply([85, 11]);
    default:
      take(channel, name, args);
      return undefined;
  }
}

/** The methods that come by the thousand. */
function take(channel: Channel, name: string, args: Buffer): void {
  if (name === "60.40") {
    const [exchange, next] = readShortText(args, 2);
    const queue = exchange === "" ? readShortText(args, next)[0] : undefined;
    channel.arriving = { queue, header: Buffer.alloc(0), body: [], left: 1 };
  } else if (name === "60.80" || name === "60.120") {
    settle(channel, Number(args.readBigUInt64BE(0)), ((args[8] ?? 0) & 1) === 1);
  }
}

/** @returns the consumer's tag */
function consume(channel: Channel, args: Buffer): string {
  const [queue, next] = readShortText(args, 2);
  const tag = readShortText(args, next)[0] || `sink-${channel.number}`;
  const found = templates.get(queue)?.bytes(channel.number, tag);
  const prefetch = channel.prefetch === 0 ? UNLIMITED : channel.prefetch;
  if (found !== undefined) channel.consumer = { ...found, tag, prefetch };
  return tag;
}

function settle({ open }: Channel, tag: number, isMultiple: boolean): void {
  if (!isMultiple) {
    open.delete(tag);
    return;
  }
  for (const each of open) {
    if (tag !== 0 && each > tag) return;
    open.delete(each);
  }
}

function confirm(socket: Socket, channel: Channel): void {
  if (channel.published === channel.confirmed) return;
  channel.confirmed = channel.published;
  socket.write(method(channel.number, [60, 80], u64(channel.published), u8(1)));
}

function handOut(socket: Socket, channel: Channel): void {
  const { consumer, open } = channel;
  if (consumer === undefined || open.size >= consumer.prefetch) return;
  const { all, tagAt } = consumer;
  const many = consumer.prefetch - open.size;
  const bytes = Buffer.allocUnsafe(all.length * many);
  for (let index = 0; index < many; index += 1) {
    channel.lastTag += 1;
    open.add(channel.lastTag);
    all.copy(bytes, index * all.length);
    bytes.writeBigUInt64BE(BigInt(channel.lastTag), index * all.length + tagAt);
  }
  socket.write(bytes);
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(address.port);
});
// Whoever started it holds its standard input: it ends with them, however they end.
process.stdin.on("end", () => process.exit(0)).resume();
